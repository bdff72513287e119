// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { instanceOf, statusOf, wordsOf } from '../api/api.ts';
import { span } from './text.tsx';

/** Empty says what would be here, and the one thing that gets it; page where it is all there is. */
export function Empty({ title, page = false, children }: { title: string; page?: boolean; children?: ReactNode }) {
  const Heading = page ? 'h1' : 'h2';
  return <div className="state"><Heading>{title}</Heading><div className="muted">{children}</div></div>;
}

/** Loading is a skeleton, and only where waiting takes long enough to be seen. */
export function Loading({ what, rows = 6 }: { what: string; rows?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skeleton" role="status">
      <span className="unseen">Loading {what}</span>
      {late && Array.from({ length: rows }, (_, i) => <div key={i} className="bone" />)}
    </div>
  );
}

/** Failed says what, since when, what to do, and where it is found in the log; forbidden says which permission. */
export function Failed({ what, error, since, retry, page = false }: { what: string; error: unknown; since?: number | undefined; retry?: () => void; page?: boolean }) {
  const Heading = page ? 'h1' : 'h2';
  const status = statusOf(error);
  if (status === 403) {
    return (
      <div className="state" role="alert">
        <Heading>Not allowed to see {what}</Heading>
        <p className="muted">{wordsOf(error)}. An administrator grants it, with a token that has it: <code>POST /api/v1/tokens</code>.</p>
      </div>
    );
  }
  const instance = instanceOf(error);
  return (
    <div className="state" role="alert">
      <Heading>{status === 404 ? `There is no such thing: ${what}` : `Cannot show ${what}`}</Heading>
      <p className="muted">{wordsOf(error)}</p>
      {since !== undefined && since > 0 && <p className="faint">Last read {span(Date.now() - since)} ago.</p>}
      {instance !== undefined && <p className="faint">Reference in the server's log: <code>{instance}</code></p>}
      {retry && <button type="button" className="button" onClick={retry}>Try again</button>}
    </div>
  );
}

/** Partial says what is missing, and why. */
export function Partial({ children }: { children: ReactNode }) {
  return <p className="partial" role="status">{children}</p>;
}

/** Stale says how old what is shown is, where it could not be read again. */
export function Stale({ at, retry }: { at: number; retry: () => void }) {
  return (
    <p className="partial" role="status">
      As of {span(Date.now() - at)} ago: the server does not answer.{' '}
      <button type="button" className="button" onClick={retry}>Try again</button>
    </p>
  );
}

/** Broken is what a page shows where it fails itself: what, and the way on. What was sent to the server stands. */
export function Broken({ error }: { error: unknown }) {
  return (
    <div className="state" role="alert">
      <h1>This page broke</h1>
      <p className="muted">It is a mistake of the console, not of what you did: changes that were sent stand. Load the page again; where that does not help, report this:</p>
      <pre className="snippet" tabIndex={0}>{error instanceof Error ? error.message : String(error)}</pre>
      <button type="button" className="button" onClick={() => location.reload()}>Load the page again</button>
    </div>
  );
}
