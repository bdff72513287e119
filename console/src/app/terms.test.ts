// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { describe, expect, test } from 'vitest';
import { formatTerms, keeps, parseTerms, withTerm } from './terms.ts';
import type { Term } from './terms.ts';

const term = (field: string, value: string, not = false): Term => ({ field, value, not });

describe('terms', () => {
  test.each([
    ['', []],
    ['severity:high', [term('severity', 'high')]],
    ['-source:okta two words', [term('source', 'okta', true), term('', 'two'), term('', 'words')]],
    ['entity:"user:marta keller"', [term('entity', 'user:marta keller')]],
    ['"a \\"quoted\\" word"', [term('', 'a "quoted" word')]],
    ['entity:address:2001:db8::1', [term('entity', 'address:2001:db8::1')]],
  ])('%s', (text, want) => expect(parseTerms(text)).toEqual(want));

  test.each(['plain', 'with space', 'quote " in it', 'back\\slash', 'field:value', '-dash', '', ' ', 'tab\there', '2001:db8::1', '‮bidi', '"'].filter((v) => v.trim() !== ''))(
    'what is written is read again: %j', (value) => {
      for (const t of [term('', value), term('entity', value, true)]) expect(parseTerms(formatTerms([t]))).toEqual([t]);
    },
  );

  test('one value of a field has to fit, all words, and nothing excluded', () => {
    const fits = (field: string, value: string): boolean => (field === '' ? 'password spraying'.includes(value) : ({ severity: ['high'], source: ['okta', 'windows'] }[field] ?? []).includes(value));
    expect(keeps(parseTerms('severity:low severity:high'), fits)).toBe(true);
    expect(keeps(parseTerms('severity:low'), fits)).toBe(false);
    expect(keeps(parseTerms('severity:high source:gateway'), fits)).toBe(false);
    expect(keeps(parseTerms('password spraying'), fits)).toBe(true);
    expect(keeps(parseTerms('password other'), fits)).toBe(false);
    expect(keeps(parseTerms('-source:windows'), fits)).toBe(false);
    expect(keeps(parseTerms('-source:gateway'), fits)).toBe(true);
  });

  test('a term that is added again turns around', () => {
    expect(withTerm([term('source', 'okta')], term('source', 'okta', true))).toEqual([term('source', 'okta', true)]);
  });
});
