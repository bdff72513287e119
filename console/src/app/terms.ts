// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

/** Term is one part of a filter: a field with a value, or (without a field) words that the thing has in it. */
export interface Term {
  field: string;
  value: string;
  not: boolean;
}

const part = /(-?)(?:([a-z]+):)?(?:"((?:[^"\\]|\\.)*)"|(\S+))/g;

/** parseTerms reads a filter as it is typed and as it is in an address: severity:high -source:okta "some words". */
export function parseTerms(text: string): Term[] {
  const out: Term[] = [];
  for (const m of text.matchAll(part)) {
    const value = m[3] !== undefined ? m[3].replace(/\\(.)/g, '$1') : (m[4] ?? '');
    if (value !== '') out.push({ field: m[2] ?? '', value, not: m[1] === '-' });
  }
  return out;
}

/** termText is words as one term, whatever is in them. */
export const termText = (value: string): string => (/^[^\s":-][^\s":]*$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`);

/** formatTerms is what parseTerms reads. */
export const formatTerms = (terms: readonly Term[]): string =>
  terms.map((t) => `${t.not ? '-' : ''}${t.field === '' ? '' : `${t.field}:`}${termText(t.value)}`).join(' ');

const same = (a: Term, b: Term): boolean => a.field === b.field && a.value === b.value;

/** withTerm adds a term, or turns one that is there around. */
export const withTerm = (terms: readonly Term[], t: Term): Term[] => [...terms.filter((x) => !same(x, t)), t];

/** withoutTerm takes a term out. */
export const withoutTerm = (terms: readonly Term[], t: Term): Term[] => terms.filter((x) => !same(x, t));

/** keeps reports whether terms let something pass: of each field one value has to fit, and none that is excluded. */
export function keeps(terms: readonly Term[], fits: (field: string, value: string) => boolean): boolean {
  const wanted = new Map<string, boolean>();
  for (const t of terms) {
    const fit = fits(t.field, t.value);
    if (t.not) {
      if (fit) return false;
    } else if (t.field === '') {
      if (!fit) return false; // all words have to be there
    } else {
      wanted.set(t.field, (wanted.get(t.field) ?? false) || fit);
    }
  }
  return [...wanted.values()].every(Boolean);
}
