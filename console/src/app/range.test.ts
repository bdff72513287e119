// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { expect, test } from 'vitest';
import { parseSearch, patched, stringifySearch } from './address.ts';
import { absolute, rangeOf, relativeLength, within } from './range.ts';

const now = Date.parse('2026-11-24T12:00:00Z');

test('relative and absolute ranges', () => {
  expect(rangeOf({ range: '24h' }, now)).toEqual({ from: now - 86_400_000, to: now, relative: '24h' });
  expect(rangeOf({ from: '2026-11-24T11:00:00Z' }, now)).toEqual({ from: now - 3_600_000 });
  expect(rangeOf({ range: 'nonsense', from: 'x' }, now)).toEqual({});
  expect(['15m', '7d', '0h', '1w', '99999d'].map(relativeLength)).toEqual([900_000, 604_800_000, undefined, undefined, undefined]);
});

test('what is copied has fixed times', () => {
  expect(absolute({ range: '1h', q: 'x' }, now)).toEqual({ q: 'x', from: '2026-11-24T11:00:00.000Z', to: '2026-11-24T12:00:00.000Z' });
  expect(absolute({ q: 'x' }, now)).toEqual({ q: 'x' });
});

test('what touches a range is in it', () => {
  const r = { from: now, to: now + 60_000 };
  expect(within(r, '2026-11-24T11:00:00Z', '2026-11-24T12:00:00Z')).toBe(true);
  expect(within(r, '2026-11-24T11:00:00Z', '2026-11-24T11:59:59Z')).toBe(false);
  expect(within({}, '1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z')).toBe(true);
});

test('an address keeps any text', () => {
  const search = { q: 'entity:"a&b=c #%\u202e"', show: 'findings' };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
  expect(patched(search, { show: undefined, item: '1' })).toEqual({ q: search.q, item: '1' });
});
