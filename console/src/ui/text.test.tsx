// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { bytes, middle, plain, span, Untrusted } from './text.tsx';

afterEach(cleanup);

describe('text from logs is text', () => {
  const hostile = '<img src=x onerror=alert(1)><script>alert(1)</script>';
  test('markup', () => {
    const { container } = render(<Untrusted text={hostile} />);
    expect(container.textContent).toBe(hostile);
    expect(container.querySelector('img, script')).toBeNull();
  });
  test.each([['‮', 'U+202E'], ['\u0000', 'U+0000'], ['\u001b', 'U+001B'], ['\u200b', 'U+200B'], ['\u2028', 'U+2028'], ['\ud800', 'U+D800'], ['\u{e0041}', 'U+E0041'], ['\u0085', 'U+0085']])('%j is named', (c, name) => {
    const { container } = render(<Untrusted text={`a${c}b`} />);
    expect(container.textContent).toBe(`a${name}b`);
    expect(plain(`a${c}b`)).toBe(`a<${name}>b`);
  });
  test('what people write is left alone', () => {
    const text = 'Grüße, 日本語, עברית, 👩‍💻, a\tb\nc';
    expect(plain(text)).toBe(text.replaceAll('‍', '<U+200D>'));
  });
  test('a line of a megabyte is folded, and unfolds', () => {
    const { container } = render(<Untrusted text={'x'.repeat(1 << 20)} />);
    expect(container.textContent.length).toBeLessThan(2100);
    fireEvent.click(screen.getByRole('button', { name: /Show all 1,048,576/ }));
    expect(container.textContent.length).toBe(1 << 20);
  });
  test('in a row it is one line', () => {
    const { container } = render(<Untrusted text={`a\r\n\tb ${'y'.repeat(1000)}`} line />);
    expect(container.textContent).toMatch(/^a b y+…$/);
  });
});

test('lengths of time, sizes and ids', () => {
  expect([0, 500, 5000, 65_000, 3_600_000, 5_180_000, 90_000_000, 725_000_000].map(span)).toEqual(['0 s', '1 s', '5 s', '1 min 5 s', '1 h', '1 h 26 min', '1 d 1 h', '8 d 9 h']);
  expect([0, 999, 1500, 48_200_000].map(bytes)).toEqual(['0 B', '999 B', '1.50 kB', '48.2 MB']);
  expect(middle('0123456789abcdef0123', 11)).toBe('01234…f0123');
});
