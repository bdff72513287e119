// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { Search } from './address.ts';

/** Range is a stretch of time: from and to in milliseconds, open where absent. */
export interface Range {
  from?: number;
  to?: number;
  /** relative is how it was said, where it moves along with the clock. */
  relative?: string;
}

/** quick are the ranges that one click gives. */
export const quick = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;

const sizes: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** relativeLength is the length of a relative range in milliseconds; undefined for what is none. */
export function relativeLength(text: string): number | undefined {
  const m = /^([1-9]\d{0,3})([mhd])$/.exec(text);
  const size = sizes[m?.[2] ?? ''];
  return m && size ? Number(m[1]) * size : undefined;
}

/** rangeOf is the range that an address names, at a moment. What is wrong in it counts as open. */
export function rangeOf(search: Search, now: number): Range {
  const length = relativeLength(search['range'] ?? '');
  if (length !== undefined) return { from: now - length, to: now, relative: search['range'] ?? '' };
  const [from, to] = [Date.parse(search['from'] ?? ''), Date.parse(search['to'] ?? '')];
  return { ...(Number.isNaN(from) ? {} : { from }), ...(Number.isNaN(to) ? {} : { to }) };
}

/** absolute is an address's search with its times fixed: what is copied means the same tomorrow. */
export function absolute(search: Search, now: number): Search {
  const r = rangeOf(search, now);
  if (r.relative === undefined || r.from === undefined || r.to === undefined) return search;
  const { range: _, ...rest } = search;
  return { ...rest, from: new Date(r.from).toISOString(), to: new Date(r.to).toISOString() };
}

/** within reports whether something that lasted from first to last touches the range. */
export const within = (r: Range, first: string, last: string): boolean =>
  (r.to === undefined || Date.parse(first) <= r.to) && (r.from === undefined || Date.parse(last) >= r.from);
