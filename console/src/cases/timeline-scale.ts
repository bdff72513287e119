// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

/** Scale puts a stretch of time on a stretch of pixels. */
export interface Scale {
  from: number;
  to: number;
  left: number;
  right: number;
}

/** scaleOf spans moments with a little room at both ends; a single moment gets a minute. */
export function scaleOf(moments: readonly number[], left: number, right: number): Scale {
  let [from, to] = [Infinity, -Infinity];
  for (const m of moments) { from = Math.min(from, m); to = Math.max(to, m); }
  if (from > to) [from, to] = [0, 1];
  const room = Math.max((to - from) * 0.02, to === from ? 30_000 : 0);
  return { from: from - room, to: to + room, left, right };
}

export const place = (s: Scale, at: number): number => s.left + ((at - s.from) / (s.to - s.from)) * (s.right - s.left);
export const moment = (s: Scale, x: number): number => s.from + ((Math.min(s.right, Math.max(s.left, x)) - s.left) / (s.right - s.left)) * (s.to - s.from);

const steps = [0.001, 0.01, 0.1, 1, 2, 5, 10, 15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 7_776_000, 31_536_000].map((s) => s * 1000);

/** ticks are round moments of a scale, at most so many. */
export function ticks(s: Scale, most: number): number[] {
  const step = steps.find((x) => (s.to - s.from) / x <= most) ?? (s.to - s.from);
  const out: number[] = [];
  for (let t = Math.ceil(s.from / step) * step; t <= s.to && out.length <= most; t += step) out.push(t);
  return out;
}
