// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { expect, test } from 'vitest';
import { hexDump } from './hex.ts';

test('bytes as hex and characters, up to a limit', () => {
  const bytes = Uint8Array.from([...'<b>‮\n'].flatMap((c) => [...new TextEncoder().encode(c)]));
  expect(hexDump(bytes, 100)).toBe('000000  3c 62 3e e2 80 ae 0a                             <b>....');
  expect(hexDump(new Uint8Array(40), 17).split('\n')).toHaveLength(2);
  expect(hexDump(new Uint8Array(), 10)).toBe('');
});
