// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { Finding } from '../../api/schema.ts';
import type { Places } from '../../cases/attack.ts';
import { StateMark } from '../../cases/state-mark.tsx';
import { Entity, Id } from '../../ui/entity.tsx';
import { SeverityMark } from '../../ui/severity.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { count, plain, span, Untrusted } from '../../ui/text.tsx';
import { Moment } from '../../ui/time.tsx';
import { conditionsOf } from './sentence.tsx';

/** FindingDetail is one finding: why, what it names, and what shows it. */
export function FindingDetail({ id, known, places }: { id: string; known?: Finding | undefined; places?: Places }) {
  const q = useQuery({
    queryKey: ['finding', id], queryFn: ({ signal }) => api.getFinding({ id }, { signal }),
    ...(known ? { placeholderData: known } : {}),
  });
  if (q.error && !q.data) return <Failed what="this finding" error={q.error} retry={() => void q.refetch()} />;
  if (!q.data) return <Loading what="the finding" />;
  return <Finding_ f={q.data} inCase={known !== undefined} places={places} />;
}

function Finding_({ f, inCase, places }: { f: Finding; inCase: boolean; places: Places | undefined }) {
  const all = conditionsOf(f);
  return (
    <article className="detail">
      <div className="row wrap">
        <SeverityMark severity={f.severity} />
        <StateMark state={f.state} verdict={f.verdict} />
        <span className="grow" />
        <Id id={f.id} label="finding" />
      </div>
      <h2><Untrusted text={f.title} /></h2>
      {f.reason && <p className="muted">Closed because: <Untrusted text={f.reason} /></p>}

      <section>
        <h3>{f.analytic.name === f.title ? 'The rule' : plain(f.analytic.name)} matched because</h3>
        {all
          ? <dl className="conditions">{all.map((c, i) => <div key={i}><dt className="mono">{plain(c.field)}</dt><dd>{c.value === undefined ? <span className="muted">is there</span> : <Untrusted text={c.value} mono />}{c.asked && <p className="faint"><Untrusted text={c.asked} /></p>}</dd></div>)}</dl>
          : <p><Untrusted text={f.message ?? 'It says nothing more.'} /></p>}
      </section>

      <section>
        <h3>Two clocks</h3>
        <dl className="facts">
          <dt>Happened</dt><dd><Moment at={f.first} ms />{f.last !== f.first && <> – <Moment at={f.last} ms date={false} /></>}</dd>
          <dt>Found</dt><dd><Moment at={f.recorded} ms /> <span className="faint">{span(Date.parse(f.recorded) - Date.parse(f.last))} later</span></dd>
        </dl>
      </section>

      <section>
        <h3>{count(f.entities.length, 'entity', 'entities')}</h3>
        <ul className="entities">{f.entities.map((e) => <li key={`${e.kind}${e.role}${e.value}`}><Entity kind={e.kind} value={e.value} role={e.role} /></li>)}</ul>
      </section>

      {f.links.length > 0 && (
        <section>
          <h3>In its case because it shares</h3>
          <ul className="entities">{f.links.map((l) => <li key={`${l.kind}${l.value}`}><Entity kind={l.kind} value={l.value} /></li>)}</ul>
        </section>
      )}

      <section>
        <h3>Analytic</h3>
        <dl className="facts">
          <dt>{f.analytic.type === 'Behavioral' ? 'Model' : 'Rule'}</dt><dd>{plain(f.analytic.name)} <Id id={f.analytic.uid} label="rule" /></dd>
          <dt>Version</dt><dd><Id id={f.analytic.version} label="version" /></dd>
          <dt>ATT&amp;CK</dt><dd>{f.techniques.length === 0 ? 'none' : f.techniques.map((t) => <span key={t} className="technique"><span className="mono">{t}</span> {places?.get(t)?.name} <span className="faint">{places?.get(t)?.tactic}</span></span>)}</dd>
        </dl>
      </section>

      <section>
        <h3>Evidence: {count(f.evidence.length, 'event')}</h3>
        <ul className="evidence">{f.evidence.slice(0, 50).map((e) => <li key={e.event} className="row"><Id id={e.event} label="event" /><span className="muted">{plain(e.source)}</span></li>)}</ul>
        {f.evidence.length > 50 && <p className="faint">and {f.evidence.length - 50} more</p>}
      </section>

      {!inCase && f.case && <Link className="button" to="/cases/$id" params={{ id: f.case }} search={{ item: f.id } as never}>Open its case</Link>}
    </article>
  );
}
