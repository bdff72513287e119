// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { expect, test } from 'vitest';
import { conditions } from './sentence.tsx';

test.each([
  ['cs-user-agent is "Mozilla/5.0 zgrab/0.x".', [{ field: 'cs-user-agent', value: 'Mozilla/5.0 zgrab/0.x' }]],
  ['Image is "C:\\\\Windows\\\\mshta.exe", CommandLine is "mshta \\"http://x\\" a, b is \\"c\\"".', [{ field: 'Image', value: 'C:\\Windows\\mshta.exe' }, { field: 'CommandLine', value: 'mshta "http://x" a, b is "c"' }]],
  ['eventName is "Modify", a.b is there.', [{ field: 'eventName', value: 'Modify' }, { field: 'a.b' }]],
  ['x is "1", x is "1".', [{ field: 'x', value: '1' }]],
  ['Properties is "%%7688\\r\\n\\t{11}".', [{ field: 'Properties', value: '%%7688\r\n\t{11}' }]],
  ['x is "\\u202e\\x1b".', [{ field: 'x', value: '‮\u001b' }]],
])('%s', (message, want) => expect(conditions(message)).toEqual(want));

test.each(['', '44 sign-ins of 44 users failed', 'x is "unfinished', 'x is "1", and more'])('no conditions: %s', (message) => expect(conditions(message)).toBeUndefined());
