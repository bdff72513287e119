// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback, useEffect } from 'react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { get } from '../api/http.ts';
import type { Case, Entry, Finding, List } from '../api/things.ts';
import { useNotices } from '../app/live.ts';
import type { Notice } from '../app/live.ts';

const address = (id: string): string => `/api/v1/cases/${encodeURIComponent(id)}`;

/** useCase reads a case and keeps it as the server has it: what somebody else does is seen as it happens. */
export function useCase(id: string) {
  const client = useQueryClient();
  const hear = useCallback((n: Notice) => {
    const mine = n.kind === 'reset' || (n.kind === 'case' && (n.data as Case | null)?.id === id) || (n.kind === 'finding' && (n.data as Finding | null)?.case === id);
    if (!mine) return;
    if (n.kind === 'case') client.setQueryData<Case>(['case', id], n.data as Case);
    void client.invalidateQueries({ queryKey: ['case', id] });
  }, [client, id]);
  useNotices(hear);
  return useQuery({ queryKey: ['case', id], queryFn: ({ signal }) => get<Case>(address(id), undefined, signal) });
}

/** useEntries reads what was done about a case. */
export const useEntries = (id: string) => useQuery({ queryKey: ['case', id, 'entries'], queryFn: ({ signal }) => get<List<Entry>>(`${address(id)}/entries`, undefined, signal) });

/** mostFindings of a case are read whole, for its timeline; more than that is said to be partial. */
export const mostFindings = 5000;

/** useCaseFindings reads a case's findings in the order in which they happened. */
export function useCaseFindings(id: string): { items: Finding[]; complete: boolean; pending: boolean; error: unknown } {
  const q = useInfiniteQuery({
    queryKey: ['case', id, 'findings'],
    queryFn: ({ pageParam, signal }) => get<List<Finding>>(`${address(id)}/findings`, { limit: 500, after: pageParam }, signal),
    initialPageParam: '', getNextPageParam: (last) => last.next ?? null,
  });
  const items = q.data?.pages.flatMap((p) => p.items) ?? [];
  const { fetchNextPage, hasNextPage, isFetching } = q;
  useEffect(() => { if (hasNextPage && !isFetching && items.length < mostFindings) void fetchNextPage(); }, [fetchNextPage, hasNextPage, isFetching, items.length]);
  return { items, complete: !q.hasNextPage, pending: q.isPending, error: q.error };
}
