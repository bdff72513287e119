// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { ReactNode } from 'react';
import { plain } from './text.tsx';

/** Column is a column of a table. */
export interface Column<T> {
  id: string;
  title: string;
  /** width in pixels at first; grow lets it take what is left. */
  width: number;
  grow?: boolean;
  align?: 'right';
  className?: string;
  cell: (item: T) => ReactNode;
  /** by is what it is sorted by; without it the column cannot be sorted. */
  by?: (item: T) => string | number;
  /** text is its value in an export. */
  text: (item: T) => string;
}

/** Line is what a table shows in one row. Its key names it among all lines. */
export type Line<T> =
  | { kind: 'item'; key: string; item: T }
  | { kind: 'group'; key: string; name: string; title: ReactNode; count: number; open: boolean };

/** Sort is the order of a table. */
export interface Sort {
  by: string;
  descending: boolean;
}

/** Layout is what a person made of a table's columns. */
export interface Layout {
  widths: Record<string, number>;
  order: string[];
  hidden: string[];
  pinned: string[];
}

export const noLayout: Layout = { widths: {}, order: [], hidden: [], pinned: [] };

const texts = (v: unknown): v is string[] => Array.isArray(v) && v.every((x) => typeof x === 'string');

/** isLayout reports whether what was stored is a layout. */
export function isLayout(v: unknown): v is Layout {
  if (typeof v !== 'object' || v === null) return false;
  const l = v as Record<string, unknown>;
  return texts(l['order']) && texts(l['hidden']) && texts(l['pinned']) && typeof l['widths'] === 'object' && l['widths'] !== null
    && Object.values(l['widths']).every((w) => typeof w === 'number' && Number.isFinite(w));
}

/** arranged lists the columns as the layout wants them: the pinned first, then in its order, then those it does not know. */
export function arranged<T>(columns: readonly Column<T>[], l: Layout): Column<T>[] {
  const place = (c: Column<T>): number => {
    const i = l.order.indexOf(c.id);
    return (l.pinned.includes(c.id) ? 0 : 1000) + (i < 0 ? 500 + columns.indexOf(c) : i);
  };
  return columns.filter((c) => !l.hidden.includes(c.id)).toSorted((a, b) => place(a) - place(b));
}

/** template is the grid's columns: the tick where rows can be selected, then each column. */
export function template<T>(columns: readonly Column<T>[], l: Layout, tick: boolean): string {
  return [...(tick ? ['28px'] : []), ...columns.map((c) => {
    const width = l.widths[c.id];
    if (width !== undefined) return `${width}px`;
    return c.grow ? `minmax(${c.width}px, 1fr)` : `${c.width}px`;
  })].join(' ');
}

/** sorted orders items by a column; equal ones by the tie, so that the order is the same each time. */
export function sorted<T>(items: readonly T[], columns: readonly Column<T>[], sort: Sort, tie: (a: T, b: T) => number): T[] {
  const by = columns.find((c) => c.id === sort.by)?.by;
  if (!by) return items.toSorted(tie);
  const sign = sort.descending ? -1 : 1;
  return items.toSorted((a, b) => {
    const [x, y] = [by(a), by(b)];
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
    return order === 0 ? tie(a, b) : order * sign;
  });
}

/** csv is the table as a file. Text that a spreadsheet would run as a formula is marked as text. */
export function csv<T>(items: readonly T[], columns: readonly Column<T>[]): string {
  const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : plain(text)).replaceAll('"', '""')}"`;
  return [columns.map((c) => cell(c.title)), ...items.map((x) => columns.map((c) => cell(c.text(x))))].map((r) => r.join(',')).join('\r\n');
}

/** grouped makes lines of items: a head for each group, the largest first, and the items of those that are open. */
export function grouped<T>(items: readonly T[], id: (item: T) => string, groups: (item: T) => readonly string[], title: (name: string) => ReactNode, open: ReadonlySet<string>): Line<T>[] {
  const all = new Map<string, T[]>();
  for (const item of items) {
    for (const name of new Set(groups(item))) {
      const list = all.get(name);
      if (list) list.push(item); else all.set(name, [item]);
    }
  }
  const lines: Line<T>[] = [];
  for (const [name, list] of [...all].toSorted((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0]))) {
    const key = `group:${name}`;
    lines.push({ kind: 'group', key, name, title: title(name), count: list.length, open: open.has(key) });
    if (open.has(key)) for (const item of list) lines.push({ kind: 'item', key: `${key}/${id(item)}`, item });
  }
  return lines;
}

/** idOf is the item's id in a line's key. */
export const idOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
