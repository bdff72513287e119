// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { ListFindingsParams } from '../api/client.ts';
import type { FindingQuery } from '../api/schema.ts';
import type { Range } from '../app/range.ts';
import type { Search } from '../app/address.ts';
import { parseTerms } from '../app/terms.ts';
import type { Term } from '../app/terms.ts';
import type { State } from '../api/types.ts';
import type { Sort } from '../ui/table-model.ts';

/** View is what the queue shows, as its address says it. */
export interface View {
  show: 'cases' | 'findings';
  states: State[];
  terms: Term[];
  clock: 'happened' | 'found';
  sort: Sort;
  group: string;
  open: Set<string>;
  item: string;
}

/** groupings are what a queue can be grouped by. */
export const groupings = ['severity', 'rule', 'entity', 'technique', 'source'] as const;
export type Grouping = (typeof groupings)[number];

const open: State[] = ['new', 'acknowledged'];

/** statesOf are the states that an address asks for: the open ones unless it says otherwise. */
export const statesOf = (text: string | undefined): State[] => (text === 'any' ? [...open, 'closed'] : text === 'closed' ? ['closed'] : open);

/** viewOf reads an address. What it does not understand counts as not said. */
export function viewOf(search: Search): View {
  const sort = search['sort'] ?? 'severity-';
  const group = search['group'] ?? '';
  return {
    show: search['show'] === 'findings' ? 'findings' : 'cases',
    states: statesOf(search['state']),
    terms: parseTerms(search['q'] ?? ''),
    clock: search['clock'] === 'found' ? 'found' : 'happened',
    sort: { by: sort.replace(/-$/, ''), descending: sort.endsWith('-') },
    group: (groupings as readonly string[]).includes(group) ? group : '',
    open: new Set((search['open'] ?? '').split('\u001f').filter(Boolean)),
    item: search['item'] ?? '',
  };
}

type FindingOrder = NonNullable<ListFindingsParams['sort']>;

// The orders that the server knows for findings; any other is made of what is here.
const orders: Record<string, FindingOrder> = { 'severity-': 'gravest', 'age-': 'oldest', age: 'newest', 'happened-': 'latest' };

/** orderOf is the server's order for a sort. */
export const orderOf = (s: Sort): FindingOrder => orders[`${s.by}${s.descending ? '-' : ''}`] ?? 'gravest';

const lists = ['severity', 'verdict', 'rule', 'technique', 'source', 'entity'];

/** findingQuery is the part of a view that the server filters by. What it cannot (exclusions) is filtered here. */
export function findingQuery(v: View, range: Range): FindingQuery {
  const wanted = v.terms.filter((t) => !t.not);
  const all = (field: string): string[] => wanted.filter((t) => t.field === field).map((t) => t.value);
  const out: Record<string, string | string[]> = { state: v.states, clock: v.clock };
  for (const field of lists) {
    const values = all(field);
    if (values.length > 0) out[field] = values;
  }
  for (const field of ['assignee', 'case']) {
    const [value] = all(field);
    if (value !== undefined) out[field] = value;
  }
  const text = all('').join(' ');
  if (text !== '') out['text'] = text;
  if (range.from !== undefined) out['from'] = new Date(range.from).toISOString();
  if (range.to !== undefined) out['to'] = new Date(range.to).toISOString();
  return out as FindingQuery; // a word that is no severity or verdict is refused by the server, which says so
}
