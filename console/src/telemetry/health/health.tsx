// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { Failed, Loading, Stale } from '../../ui/states.tsx';
import { Untrusted } from '../../ui/text.tsx';
import { Moment } from '../../ui/time.tsx';

const words = { ok: 'Works', warn: 'Works, look at it', down: 'Does not work' };
const sentences = { ok: 'Everything works.', warn: 'It works, and something wants to be looked at.', down: 'A part does not work.' };
const parts: Record<string, string> = {
  ingest: 'The doors: what senders hand in', log: 'The log: what was acknowledged, kept', pipeline: 'Reading and judging what the log has', state: 'Cases, sources and tokens', disk: 'Room for all of it',
};

/** Health is how each part of the platform is, in data order. */
export function Health() {
  const q = useQuery({ queryKey: ['health'], queryFn: ({ signal }) => api.getHealth({ signal }), refetchInterval: 5000 });
  return (
    <div className="scroll">
      <div className="title-row row wrap">
        <h1>Health</h1>
        <p className="muted grow">{q.data ? sentences[q.data.status] : 'How each part of the platform is.'}</p>
        {q.data && <span className="faint">as of <Moment at={q.data.time} /></span>}
      </div>
      {q.error && q.data ? <Stale at={q.dataUpdatedAt} retry={() => void q.refetch()} /> : null}
      {q.error && !q.data ? <Failed what="the platform's health" error={q.error} retry={() => void q.refetch()} /> : !q.data ? <Loading what="health" /> : (
        <ol className="checks">
          {q.data.checks.map((c) => (
            <li key={c.name} className="check">
              <span className={`condition-mark ${c.status === 'ok' ? 'okay' : c.status === 'warn' ? 'warn' : 'fail'}`}><span className="dot" aria-hidden="true" />{words[c.status]}</span>
              <strong>{c.name}</strong>
              <span className="muted">{c.detail ? <Untrusted text={c.detail} /> : parts[c.name] ?? ''}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
