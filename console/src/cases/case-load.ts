// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/api.ts';
import type { Story } from '../api/schema.ts';
import { useNotices } from '../app/live.ts';
import type { Notice } from '../app/live.ts';

/** concerns reports whether a notice may be about a case: it, one of its findings, or many things at once. */
export function concerns(n: Notice, id: string): boolean {
  switch (n.event) {
    case 'case': return n.data.id === id;
    case 'finding': return n.data.case === id;
    case 'more': return n.data.kind !== 'source';
    default: return n.event === 'change' || n.event === 'reset';
  }
}

/** useStory reads a case as one page tells it, and keeps it as the server has it: what somebody else does is seen as it happens. */
export function useStory(id: string) {
  const client = useQueryClient();
  const hear = useCallback((n: Notice) => {
    if (!concerns(n, id)) return;
    if (n.event === 'case') client.setQueryData<Story>(['case', id], (old) => old && { ...old, case: n.data });
    void client.invalidateQueries({ queryKey: ['case', id] });
  }, [client, id]);
  useNotices(hear);
  return useQuery({ queryKey: ['case', id], queryFn: ({ signal }) => api.getCaseStory({ id }, { signal }) });
}
