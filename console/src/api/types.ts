// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { Case, Edit } from './schema.ts';

// The things of the API are in schema.ts, which is generated. These are the words that several of them share.

export type Severity = Case['severity'];
export type State = Case['state'];
export type Verdict = NonNullable<Edit['verdict']>;

/** Part is a part of a list, and the cursor for the next one. */
export interface Part<T> {
  readonly items: readonly T[];
  readonly next?: string;
  readonly total?: number;
  readonly as_of?: string;
}
