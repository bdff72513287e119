// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useSyncExternalStore } from 'react';
import type { LiveEvent } from '../api/schema.ts';

/** Notice is something that is new or has changed, as the server tells it. */
export type Notice = LiveEvent;

/** Link is how the page hears from the server. */
export interface Link {
  state: 'connecting' | 'live' | 'lost' | 'paused';
  /** since is when that began, in milliseconds of the page's clock. */
  since: number;
}

const kinds = ['case', 'finding', 'change', 'source', 'deadletters', 'health', 'more', 'reset'] as const satisfies readonly LiveEvent['event'][];
const noticed = new Set<(n: Notice) => void>();
const watchers = new Set<() => void>();
let link: Link = { state: 'connecting', since: Date.now() };
let source: EventSource | undefined;
let again: ReturnType<typeof setTimeout> | undefined;
let wait = 1000;

function tell(state: Link['state']): void {
  if (state === link.state) return;
  link = { state, since: Date.now() };
  for (const w of watchers) w();
}

/** spread gives a notice to all that listen. */
export function spread(n: Notice): void {
  for (const f of noticed) f(n);
}

function open(): void {
  clearTimeout(again);
  source?.close();
  const s = new EventSource('/api/v1/live');
  source = s;
  s.onopen = () => {
    // What happened meanwhile is unknown, so everything that is shown is read again.
    if (link.state === 'lost' || link.state === 'paused') spread({ event: 'reset', data: {} });
    wait = 1000;
    tell('live');
  };
  s.onerror = () => {
    tell('lost');
    if (s.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    again = setTimeout(open, wait);
    wait = Math.min(wait * 2, 30_000);
  };
  for (const kind of kinds) {
    s.addEventListener(kind, (e: MessageEvent<string>) => {
      let data: unknown;
      try { data = JSON.parse(e.data); } catch { return; }
      spread({ event: kind, data } as Notice);
    });
  }
}

/** connect follows the server until the returned function is called. */
export function connect(): () => void {
  if (typeof EventSource === 'undefined') return () => undefined;
  open();
  return () => { clearTimeout(again); source?.close(); source = undefined; };
}

/** pause stops and resumes the stream: what is shown stays as it is. */
export function pause(on: boolean): void {
  if (on) { clearTimeout(again); source?.close(); tell('paused'); } else open();
}

/** useLink is how the page hears from the server. */
export const useLink = (): Link => useSyncExternalStore((l) => { watchers.add(l); return () => watchers.delete(l); }, () => link);

/** useNotices calls f for each notice. */
export function useNotices(f: (n: Notice) => void): void {
  useEffect(() => {
    noticed.add(f);
    return () => { noticed.delete(f); };
  }, [f]);
}
