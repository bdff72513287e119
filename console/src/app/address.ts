// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback } from 'react';
import { useNavigate, useRouterState } from '@tanstack/react-router';

/** Search is what an address says after its path: every filter, sort, selection and range, as plain text. */
export type Search = Record<string, string>;

/** parseSearch reads it; a name that comes twice counts once. */
export const parseSearch = (text: string): Search => Object.fromEntries(new URLSearchParams(text));

/** stringifySearch writes it; what is empty is left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (typeof value === 'string' && value !== '') out.set(name, value);
  const text = out.toString();
  return text === '' ? '' : `?${text}`;
}

/** Patch changes an address: undefined takes a part out. */
export type Patch = Record<string, string | undefined>;

/** patched is the search with a patch applied. */
export function patched(search: Search, patch: Patch): Search {
  const out: Search = {};
  for (const [name, value] of Object.entries({ ...search, ...patch })) if (value !== undefined && value !== '') out[name] = value;
  return out;
}

/** useAddress is the search of the page, and how it is changed. What is only looked at replaces; what is asked for can be gone back from. */
export function useAddress(): [Search, (patch: Patch, o?: { replace?: boolean }) => void] {
  const search = useRouterState({ select: (s) => s.location.search as Search });
  const navigate = useNavigate();
  const change = useCallback((patch: Patch, o: { replace?: boolean } = {}) => {
    void navigate({ to: '.', search: ((now: Search) => patched(now, patch)) as never, replace: o.replace ?? false, resetScroll: false });
  }, [navigate]);
  return [search, change];
}
