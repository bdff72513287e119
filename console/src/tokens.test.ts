// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync('src/tokens.css', 'utf8');
const tokens = new Map([...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map((m) => [m[1] ?? '', [m[2] ?? '', m[3] ?? ''] as const]));

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const v = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string, theme: 0 | 1): number {
  const [x, y] = [a, b].map((name) => luminance(tokens.get(name)?.[theme] ?? '#808080')).toSorted((p, q) => q - p) as [number, number];
  return (x + 0.05) / (y + 0.05);
}

const surfaces = ['surface-0', 'surface-1', 'surface-2', 'surface-3'];
const texts = ['text-1', 'text-2', 'text-3', 'accent', 'critical', 'high', 'medium', 'low', 'informational', 'okay', 'warn', 'fail'];

describe.each([['light', 0], ['dark', 1]] as const)('%s', (_, theme) => {
  test.each(texts)('%s is read on every surface', (text) => {
    for (const s of surfaces) expect(contrast(text, s, theme), `${text} on ${s}`).toBeGreaterThanOrEqual(4.5);
  });
  test('buttons are read, edges of fields and the focus are seen', () => {
    expect(contrast('on-accent', 'accent', theme)).toBeGreaterThanOrEqual(4.5);
    for (const s of surfaces) for (const edge of ['line-strong', 'focus']) expect(contrast(edge, s, theme), `${edge} on ${s}`).toBeGreaterThanOrEqual(3);
  });
});

test('no other file names a colour', () => {
  for (const file of ['base.css', 'app/app.css', 'ui/ui.css', 'cases/cases.css']) {
    expect(readFileSync(`src/${file}`, 'utf8').replace('rgb(0 0 0 / 45%)', ''), file).not.toMatch(/#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(/i);
  }
});
