// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback, useEffect, useState } from 'react';
import { keepPreviousData, useInfiniteQuery, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { api } from '../api/api.ts';
import type { Case, Facets, Finding, Story } from '../api/schema.ts';
import type { Part } from '../api/types.ts';
import type { Notice } from '../app/live.ts';
import { useNotices } from '../app/live.ts';
import { useSession } from '../app/session.tsx';
import type { Range } from '../app/range.ts';
import type { Item } from './queue-kinds.tsx';
import { findingQuery, orderOf } from './queue-query.ts';
import type { Grouping, View } from './queue-query.ts';

/** Loaded is what is here of a list. */
export interface Loaded<T> {
  items: T[];
  /** total is exact, and absent as long as it is not known. */
  total: number | undefined;
  complete: boolean;
  asOf: string | undefined;
  more: () => void;
  pending: boolean;
  error: unknown;
  at: number;
  again: () => Promise<unknown>;
}

type Pages<T> = InfiniteData<Part<T>, string>;

const page = 250;
/** mostCases are read whole, so that they are sorted, filtered and counted here; more than that is said to be partial. */
export const mostCases = 5000;

/** Reader reads the part of a list that begins after a cursor; an empty one begins it. */
type Reader<T> = (after: { after?: string }, signal: AbortSignal) => Promise<Part<T>>;

function useList<T>(key: readonly unknown[], read: Reader<T>, on: boolean): Loaded<T> {
  const q = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam === '' ? {} : { after: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? null,
    enabled: on,
    placeholderData: keepPreviousData,
    staleTime: Infinity, // a list changes under no hand: it is read again when asked to
  });
  const items = q.data?.pages.flatMap((p) => p.items) ?? [];
  const complete = q.data !== undefined && !q.hasNextPage;
  const { fetchNextPage, hasNextPage, isFetching } = q;
  const more = useCallback(() => { if (hasNextPage && !isFetching) void fetchNextPage(); }, [fetchNextPage, hasNextPage, isFetching]);
  return {
    items, complete, more, total: q.data?.pages[0]?.total ?? (complete ? items.length : undefined), asOf: q.data?.pages[0]?.as_of,
    pending: q.isPending, error: q.error, at: q.dataUpdatedAt, again: q.refetch,
  };
}

/** useCases reads all cases of the view's states. */
export function useCases(v: View): Loaded<Case> {
  const l = useList<Case>(['queue', 'cases', v.states], (after, signal) => api.listCases({ state: v.states, sort: 'gravest', limit: page, ...after }, { signal }), v.show === 'cases');
  const { more, complete, items } = l;
  useEffect(() => { if (!complete && items.length > 0 && items.length < mostCases) more(); }, [more, complete, items.length]);
  return l;
}

/** useFindings reads the findings of a view as far as they are looked at. */
export function useFindings(v: View, range: Range): Loaded<Finding> {
  const query = { ...findingQuery(v, range), sort: orderOf(v.sort) };
  return useList<Finding>(['queue', 'findings', query], (after, signal) => api.listFindings({ ...query, limit: page, ...after }, { signal }), v.show === 'findings' && v.group === '');
}

/** useGroups counts the findings of a view by a field, exactly, and reads those of the groups that are open. */
export function useGroups(v: View, range: Range): { facets: Facets | undefined; error: unknown; again: () => Promise<unknown>; items: Map<string, Finding[]> } {
  const query = findingQuery(v, range);
  const on = v.show === 'findings' && v.group !== '';
  const facets = useQuery({
    queryKey: ['facets', 'findings', v.group, query], enabled: on, staleTime: Infinity, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.countFindings({ ...query, by: v.group as Grouping, top: 200 }, { signal }),
  });
  const names = on ? [...v.open].map((k) => k.slice('group:'.length)) : [];
  const opened = useQueries({
    queries: names.map((name) => ({
      queryKey: ['queue', 'findings', { ...query, [v.group]: [name], sort: orderOf(v.sort) }, 'group'],
      queryFn: () => api.listFindings({ ...query, [v.group]: [name], sort: orderOf(v.sort), limit: 500 }).then((first): Pages<Finding> => ({ pages: [first], pageParams: [''] })),
      staleTime: Infinity,
    })),
  });
  return {
    facets: facets.data, error: facets.error, again: facets.refetch,
    items: new Map(names.map((name, i) => [name, opened[i]?.data?.pages.flatMap((p) => p.items) ?? []])),
  };
}

/** patchItems changes items wherever lists and pages of them are kept. */
export function patchItems<T extends Item>(client: QueryClient, name: 'cases' | 'findings', patch: (item: T) => T): void {
  client.setQueriesData<Pages<T>>({ queryKey: ['queue', name] }, (old) => old && {
    ...old, pages: old.pages.map((p) => ({ ...p, items: p.items.map(patch) })),
  });
  client.setQueriesData<Story>({ queryKey: ['case'] }, (old) => old && (name === 'cases'
    ? { ...old, case: patch(old.case as unknown as T) as unknown as Case }
    : { ...old, findings: old.findings.map((f) => patch(f as unknown as T) as unknown as Finding) }));
  if (name === 'findings') client.setQueriesData<T>({ queryKey: ['finding'] }, (old) => old && patch(old));
}

/** mayMove reports whether a notice about many things may have changed a list: what this person did is in it already. */
export function mayMove(n: Notice, show: View['show'], me: string): boolean {
  switch (n.event) {
    case 'change': return n.data.actor !== me && (n.data.kind === 'case' || show === 'findings');
    case 'more': return n.data.kind === (show === 'cases' ? 'case' : 'finding');
    default: return n.event === 'reset';
  }
}

/** useFresh takes changes of what is here in at once, and counts what is new: it waits until it is asked for. */
export function useFresh(v: View, known: ReadonlySet<string>, again: () => Promise<unknown>): { fresh: number; missed: boolean; take: () => void } {
  const client = useQueryClient();
  const me = useSession().name;
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const [missed, setMissed] = useState(false);
  const hear = useCallback((n: Notice) => {
    if (n.event === 'reset' || n.event === 'change' || n.event === 'more') { if (mayMove(n, v.show, me)) setMissed(true); return; }
    if (n.event !== (v.show === 'cases' ? 'case' : 'finding')) return;
    const item = n.data as Case | Finding;
    if (known.has(item.id)) patchItems<Item>(client, v.show, (x) => (x.id === item.id ? { ...x, ...item } : x));
    else if (v.states.includes(item.state)) setFresh((old) => new Set(old).add(item.id));
  }, [client, known, me, v.show, v.states]);
  useNotices(hear);
  const take = useCallback(() => {
    setFresh(new Set());
    setMissed(false);
    void again();
    void client.invalidateQueries({ queryKey: ['facets'] });
  }, [again, client]);
  return { fresh: fresh.size, missed, take };
}
