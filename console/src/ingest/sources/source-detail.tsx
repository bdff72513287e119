// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@tanstack/react-router';
import type { Source } from '../../api/schema.ts';
import { formatTerms } from '../../app/terms.ts';
import { bytes, plain } from '../../ui/text.tsx';
import { Moment } from '../../ui/time.tsx';
import { Condition } from './sources.tsx';

/** SourceDetail is one source: what it sent, what was refused and why, and where to look on. */
export function SourceDetail({ s }: { s: Source }) {
  const refused = Object.entries(s.activity?.refused ?? {}).toSorted((a, b) => b[1] - a[1]);
  const term = (field: string): string => formatTerms([{ field, value: s.name, not: false }]);
  return (
    <article className="detail">
      <Condition source={s} />
      <h2>{plain(s.name)}</h2>
      <section>
        <h3>Since the program started</h3>
        <dl className="facts">
          <dt>Records</dt><dd>{(s.activity?.records ?? 0).toLocaleString('en')}</dd>
          <dt>Bytes</dt><dd>{bytes(s.activity?.bytes ?? 0)}</dd>
          <dt>Last record</dt><dd>{s.activity?.seen ? <Moment at={s.activity.seen} /> : 'none'}</dd>
        </dl>
      </section>
      {refused.length > 0 && (
        <section>
          <h3>Refused requests, by reason</h3>
          <dl className="facts">{refused.map(([why, n]) => <div key={why} className="facts"><dt className="number">{n.toLocaleString('en')}</dt><dd>{plain(why)}</dd></div>)}</dl>
        </section>
      )}
      <section>
        <h3>How it is known</h3>
        <dl className="facts">
          <dt>Format</dt><dd>{s.format ? plain(s.format) : 'recognized by what it sends'}</dd>
          <dt>Ranges</dt><dd className="mono">{s.ranges.length === 0 ? 'none: it shows its token' : s.ranges.join(', ')}</dd>
          <dt>Added</dt><dd><Moment at={s.created} /></dd>
          {s.revoked && <><dt>Revoked</dt><dd><Moment at={s.revoked} /></dd></>}
        </dl>
      </section>
      <div className="row wrap">
        <Link className="button" to="/queue" search={{ show: 'findings', state: 'any', q: term('source') } as never}>Its findings</Link>
        <Link className="button" to="/deadletters" search={{ source: s.name } as never}>Its dead letters</Link>
      </div>
    </article>
  );
}
