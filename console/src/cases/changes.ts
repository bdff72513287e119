// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { again, api, wordsOf } from '../api/api.ts';
import type { BulkChange, ChangeCases, ChangeFindings, Edit, FindingQuery } from '../api/schema.ts';
import { count } from '../ui/text.tsx';
import { toast } from '../ui/toasts.tsx';
import type { Item } from './queue-kinds.tsx';
import { patchItems } from './queue-load.ts';

/** Target is what an action is for: items by id, or all that a query matches as of what was seen. */
export type Target =
  | { name: 'cases' | 'findings'; ids: string[] }
  | { name: 'findings'; query: FindingQuery; asOf: string | undefined; total: number };

const bodyOf = (t: Target, change: Edit): ChangeFindings & ChangeCases =>
  ('ids' in t ? { ids: t.ids, change } : { query: { ...t.query, ...(t.asOf === undefined ? {} : { as_of: t.asOf }) }, change });

const ask = (name: Target['name'], body: ChangeFindings & ChangeCases, idempotencyKey: string): Promise<BulkChange> =>
  (name === 'cases' ? api.changeCases({ body, idempotencyKey }) : api.changeFindings({ body, idempotencyKey }));

/** preview says what a change would do, as the server counts it. */
export async function preview(targets: readonly Target[], change: Edit): Promise<Pick<BulkChange, 'count' | 'skipped'>> {
  const all = await Promise.all(targets.map((t) => ask(t.name, { ...bodyOf(t, change), preview: true }, crypto.randomUUID())));
  const skipped: Record<string, number> = {};
  for (const one of all) for (const [why, n] of Object.entries(one.skipped)) skipped[why] = (skipped[why] ?? 0) + n;
  return { count: all.reduce((n, one) => n + one.count, 0), skipped };
}

/** changed is an item as a change leaves it, as far as is known before the server answers. */
export function changed<T extends Item & { verdict?: unknown; reason?: unknown; assignee?: unknown }>(item: T, c: Edit): T {
  const out = { ...item, ...(c.assignee === undefined ? {} : { assignee: c.assignee }) };
  switch (c.state) {
    case 'acknowledged': return item.state === 'new' ? { ...out, state: 'acknowledged' } : out;
    case 'closed': return item.state === 'closed' ? item : { ...out, state: 'closed', verdict: c.verdict, reason: c.reason };
    case 'new': return item.state === 'closed' ? { ...out, state: 'new', verdict: undefined, reason: undefined } : out;
    default: return out;
  }
}

const doneOf = (c: Edit): string => (c.state === undefined ? (c.note === undefined ? 'assigned' : 'noted') : { acknowledged: 'taken', closed: 'closed', new: 'reopened' }[c.state]);

const reasons: Record<string, string> = {
  closed: 'closed already', acknowledged: 'taken already', open: 'open already', merged: 'merged into another', not_found: 'not there any more',
};

/** left says how many stay as they are, by why; empty where none does. */
export const left = (skipped: Readonly<Record<string, number>>): string =>
  Object.entries(skipped).map(([why, n]) => `${n.toLocaleString('en')} ${reasons[why] ?? why.replaceAll('_', ' ')}`).join(', ');

function said(what: string, done: string, skipped: Readonly<Record<string, number>>): string {
  const rest = left(skipped);
  return `${what} ${done}${rest === '' ? '' : `; ${rest}`}`;
}

function refresh(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['facets'] });
  void client.invalidateQueries({ queryKey: ['case'] });
  void client.invalidateQueries({ queryKey: ['finding'] });
}

/**
 * useChange makes changes: they are seen at once, sent with one key however often the line breaks, taken back with a word
 * where the server refuses, and can be undone for ten seconds.
 */
export function useChange(): (t: Target, change: Edit) => Promise<boolean> {
  const client = useQueryClient();
  return useCallback(async (t: Target, change: Edit) => {
    const before = new Map<string, Item>();
    const ids = 'ids' in t ? new Set(t.ids) : undefined;
    patchItems<Item>(client, t.name, (x) => {
      if (ids && !ids.has(x.id)) return x;
      if (!before.has(x.id)) before.set(x.id, x);
      return changed(x, change);
    });
    const back = (): void => patchItems<Item>(client, t.name, (x) => before.get(x.id) ?? x);
    const noun = t.name === 'cases' ? 'case' : 'finding';
    const key = crypto.randomUUID();
    try {
      const o = await again(() => ask(t.name, bodyOf(t, change), key));
      const undo = o.undo;
      if (Object.keys(o.skipped).length > 0) void client.invalidateQueries({ queryKey: ['queue', t.name] });
      refresh(client);
      toast({
        text: said(count(o.count, noun), doneOf(change), o.skipped), tone: o.count > 0 ? 'okay' : 'fail',
        ...(undo === undefined || o.count === 0 ? {} : { undo: () => void takeBack(client, t.name, undo, back) }),
      });
      return true;
    } catch (error) {
      back();
      toast({ text: `Not ${doneOf(change)}: ${wordsOf(error)}`, tone: 'fail' });
      return false;
    }
  }, [client]);
}

async function takeBack(client: QueryClient, name: Target['name'], id: string, back: () => void): Promise<void> {
  back();
  const idempotencyKey = crypto.randomUUID();
  try {
    const o = await again(() => api.undoChange({ id, idempotencyKey }));
    const restored = o.restored ?? 0;
    const others = o.count - restored;
    toast({ text: `${count(restored, name === 'cases' ? 'case' : 'finding')} as before${others > 0 ? `; ${others.toLocaleString('en')} changed by somebody since` : ''}`, tone: 'okay' });
  } catch (error) {
    toast({ text: `Not undone: ${wordsOf(error)}`, tone: 'fail' });
  }
  void client.invalidateQueries({ queryKey: ['queue', name] });
  refresh(client);
}
