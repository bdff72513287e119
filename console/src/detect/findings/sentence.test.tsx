// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { expect, test } from 'vitest';
import { conditionsOf } from './sentence.tsx';

const reason = (field?: string, value?: string, asked?: string) => ({ ...(field === undefined ? {} : { field }), ...(value === undefined ? {} : { value }), ...(asked === undefined ? {} : { asked }) });

test('each condition once, with what was asked', () => {
  const reasons = [reason('Image', 'C:\\Windows\\mshta.exe', 'ends with \\mshta.exe'), reason('a.b'), reason('Image', 'C:\\Windows\\mshta.exe'), reason(undefined, 'needle')];
  expect(conditionsOf({ reasons })).toEqual([
    { field: 'Image', value: 'C:\\Windows\\mshta.exe', asked: 'ends with \\mshta.exe' }, { field: 'a.b' }, { field: 'any field', value: 'needle' },
  ]);
});

test('what no single condition decides has none', () => expect(conditionsOf({ reasons: [] })).toBeUndefined());
