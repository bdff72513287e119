// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { post, Problem } from '../api/http.ts';
import type { BulkChange, Edit } from '../api/things.ts';
import { count } from '../ui/text.tsx';
import { toast } from '../ui/toasts.tsx';
import type { Item } from './queue-kinds.tsx';
import { patchItems } from './queue-load.ts';

/** Target is what an action is for: items by id, or all that a query matches as of what was seen. */
export type Target =
  | { name: 'cases' | 'findings'; ids: string[] }
  | { name: 'findings'; query: Record<string, string | string[]>; asOf: string | undefined; total: number };

interface BulkBody {
  ids?: string[];
  query?: Record<string, string | string[]>;
  change: Edit;
  preview?: boolean;
}

function bodyOf(t: Target, change: Edit): BulkBody {
  if ('ids' in t) return { ids: t.ids, change };
  return { query: { ...t.query, ...(t.asOf === undefined ? {} : { as_of: t.asOf }) }, change };
}

/** preview says what a change would do. */
export const preview = (t: Target, change: Edit): Promise<BulkChange> => post<BulkChange>(`/api/v1/${t.name}/changes`, { ...bodyOf(t, change), preview: true });

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

function said(what: string, done: string, skipped: Record<string, number>): string {
  const rest = Object.entries(skipped).map(([why, n]) => `${n.toLocaleString('en')} ${reasons[why] ?? why.replaceAll('_', ' ')}`).join(', ');
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
      const o = await again(() => post<BulkChange>(`/api/v1/${t.name}/changes`, bodyOf(t, change), { key }));
      const undo = o.undo;
      if (Object.keys(o.skipped).length > 0) void client.invalidateQueries({ queryKey: ['queue', t.name] });
      refresh(client);
      toast({
        text: said(count(o.count, noun), doneOf(change), o.skipped), tone: o.count > 0 ? 'okay' : 'fail',
        ...(undo === undefined || o.count === 0 ? {} : { undo: () => void takeBack(client, t.name, undo, back) }),
      });
      return true;
    } catch (x) {
      back();
      toast({ text: `Not ${doneOf(change)}: ${x instanceof Problem ? x.message : String(x)}`, tone: 'fail' });
      return false;
    }
  }, [client]);
}

async function takeBack(client: QueryClient, name: Target['name'], undo: string, back: () => void): Promise<void> {
  back();
  const key = crypto.randomUUID();
  try {
    const o = await again(() => post<BulkChange>(`/api/v1/changes/${undo}/undo`, undefined, { key }));
    const [restored, left] = [o.restored ?? 0, o.count - (o.restored ?? 0)];
    toast({ text: `${count(restored, name === 'cases' ? 'case' : 'finding')} as before${left > 0 ? `; ${left.toLocaleString('en')} changed by somebody since` : ''}`, tone: 'okay' });
  } catch (x) {
    toast({ text: `Not undone: ${x instanceof Problem ? x.message : String(x)}`, tone: 'fail' });
  }
  void client.invalidateQueries({ queryKey: ['queue', name] });
  refresh(client);
}

/** again sends what got no answer once more, with the same key: the server makes it one change. */
async function again<T>(send: () => Promise<T>): Promise<T> {
  for (let wait = 250; ; wait *= 2) {
    try {
      return await send();
    } catch (x) {
      if (!(x instanceof Problem) || (x.status !== 0 && x.status !== 502 && x.status !== 503) || wait > 4000) throw x;
      await new Promise((resolve) => { setTimeout(resolve, wait); });
    }
  }
}
