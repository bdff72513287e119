// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { Fragment, useState } from 'react';
import type { ReactNode } from 'react';

/** folded is how many characters of a long text are shown at first. */
const folded = 2000;

// What a text can use to look like another: control, bidirectional and invisible characters. Line ends and tabs are kept.
const tricky = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/g;

const codeName = (c: string): string => `U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** visible is text with every character that hides or reorders named instead of obeyed. */
export function visible(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let from = 0;
  for (const m of text.matchAll(tricky)) {
    if (m.index > from) out.push(text.slice(from, m.index));
    out.push(<span className="control" key={m.index}>{codeName(m[0])}</span>);
    from = m.index + m[0].length;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

/** plain is the same as a string, for names of things and for titles. */
export const plain = (text: string): string => text.replace(tricky, (c) => `<${codeName(c)}>`);

/** Untrusted shows text that came from a log: as text, one line where line is set, folded where it is long. */
export function Untrusted({ text, line = false, mono = false }: { text: string; line?: boolean; mono?: boolean }) {
  const [open, setOpen] = useState(false);
  const limit = line ? 400 : folded;
  const cut = !open && text.length > limit;
  const shown = cut ? text.slice(0, limit) : text;
  const className = `untrusted${line ? ' cut' : ''}${mono ? ' mono' : ''}`;
  return (
    <span className={className}>
      {visible(line ? shown.replace(/\s+/g, ' ') : shown).map((part, i) => <Fragment key={i}>{part}</Fragment>)}
      {cut && line && '…'}
      {cut && !line && (
        <>
          {'… '}
          <button type="button" className="button quiet" onClick={() => setOpen(true)}>
            Show all {text.length.toLocaleString('en')} characters
          </button>
        </>
      )}
    </span>
  );
}

/** middle shortens an identifier in the middle, where it differs least. */
export function middle(text: string, most = 13): string {
  if (text.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - end)}…${text.slice(-end)}`;
}

const units = [['s', 60], ['min', 60], ['h', 24], ['d', Infinity]] as const;

/** span is a length of time in the largest unit that says something, and the next one. */
export function span(milliseconds: number): string {
  let rest = Math.max(0, Math.round(milliseconds / 1000));
  if (rest === 0 && milliseconds > 0) return `${Math.round(milliseconds)} ms`;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const n = size === Infinity ? rest : rest % size;
    if (n > 0 || (rest === 0 && parts.length === 0)) parts.unshift(`${n} ${unit}`);
    if (size === Infinity) break;
    rest = Math.floor(rest / size);
    if (rest === 0) break;
  }
  return parts.slice(0, 2).join(' ');
}

/** count is a number with its noun. */
export const count = (n: number, noun: string, many = `${noun}s`): string => `${n.toLocaleString('en')} ${n === 1 ? noun : many}`;

/** bytes is a size with its unit. */
export function bytes(n: number): string {
  const names = ['B', 'kB', 'MB', 'GB', 'TB'];
  let i = 0;
  while (n >= 1000 && i < names.length - 1) { n /= 1000; i++; }
  return `${i === 0 ? n : n.toPrecision(3)} ${names[i]}`;
}
