// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { expect, test } from 'vitest';
import { arranged, csv, grouped, idOf, isLayout, noLayout, sorted, template } from './table-model.ts';
import type { Column } from './table-model.ts';

interface Row { id: string; n: number; tags: string[] }
const rows: Row[] = [{ id: 'a', n: 1, tags: ['x', 'y'] }, { id: 'b', n: 3, tags: ['y'] }, { id: 'c', n: 3, tags: [] }];
const columns: Column<Row>[] = [
  { id: 'id', title: 'Id', width: 80, cell: (r) => r.id, by: (r) => r.id, text: (r) => r.id },
  { id: 'n', title: 'Number', width: 60, grow: true, cell: (r) => r.n, by: (r) => r.n, text: (r) => String(r.n) },
];
const tie = (a: Row, b: Row): number => a.id.localeCompare(b.id);

test('equal rows keep one order', () => {
  expect(sorted(rows, columns, { by: 'n', descending: true }, tie).map((r) => r.id)).toEqual(['b', 'c', 'a']);
  expect(sorted(rows.toReversed(), columns, { by: 'n', descending: false }, tie).map((r) => r.id)).toEqual(['a', 'b', 'c']);
  expect(sorted(rows, columns, { by: 'unknown', descending: true }, tie).map((r) => r.id)).toEqual(['a', 'b', 'c']);
});

test('pinned first, then the order, then what the order does not know; hidden nowhere', () => {
  expect(arranged(columns, { ...noLayout, pinned: ['n'] }).map((c) => c.id)).toEqual(['n', 'id']);
  expect(arranged(columns, { ...noLayout, order: ['n', 'id'] }).map((c) => c.id)).toEqual(['n', 'id']);
  expect(arranged(columns, { ...noLayout, hidden: ['id'] }).map((c) => c.id)).toEqual(['n']);
  expect(template(columns, { ...noLayout, widths: { id: 99 } }, true)).toBe('28px 99px minmax(60px, 1fr)');
});

test('what was stored is only taken where it is a layout', () => {
  expect(isLayout(noLayout)).toBe(true);
  for (const bad of [null, 1, {}, { ...noLayout, order: [1] }, { ...noLayout, widths: { a: 'x' } }, { ...noLayout, widths: null }]) expect(isLayout(bad)).toBe(false);
});

test('an item is in each of its groups, once, under keys of their own', () => {
  const lines = grouped(rows, (r) => r.id, (r) => [...r.tags, ...r.tags], (name) => name, new Set(['group:x', 'group:y']));
  expect(lines.map((l) => l.key)).toEqual(['group:y', 'group:y/a', 'group:y/b', 'group:x', 'group:x/a']);
  expect(idOf('group:a/b/0123')).toBe('0123');
});

test('an export runs nothing in a spreadsheet', () => {
  const bad: Row[] = [{ id: '=cmd|" /C calc"!A0', n: 1, tags: [] }, { id: 'a\u0000b', n: -2, tags: [] }];
  expect(csv(bad, columns)).toBe('"Id","Number"\r\n"\'=cmd|"" /C calc""!A0","1"\r\n"a<U+0000>b","\'-2"');
});
