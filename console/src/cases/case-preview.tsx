// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@tanstack/react-router';
import { Id } from '../ui/entity.tsx';
import { SeverityMark } from '../ui/severity.tsx';
import { Failed, Loading } from '../ui/states.tsx';
import { count, Untrusted } from '../ui/text.tsx';
import { useStory } from './case-load.ts';
import { stagesOf } from './attack.ts';
import { Entities } from './case-entities.tsx';
import { Headline } from './headline.tsx';
import { KillChain } from './kill-chain.tsx';
import { Sentence } from '../detect/findings/sentence.tsx';
import { Moment } from '../ui/time.tsx';
import { StateMark } from './state-mark.tsx';

/** CasePreview is a case beside the queue: enough for a verdict on the clear ones. */
export function CasePreview({ id }: { id: string }) {
  const q = useStory(id);
  if (q.error && !q.data) return <Failed what="this case" error={q.error} retry={() => void q.refetch()} />;
  if (!q.data) return <Loading what="the case" />;
  const { case: c, findings } = q.data;
  return (
    <article className="detail">
      <div className="row wrap">
        <SeverityMark severity={c.severity} />
        <StateMark state={c.state} verdict={c.verdict} who={c.assignee} />
        <span className="grow" />
        <Id id={c.id} label="case" />
      </div>
      <h2><Untrusted text={c.title} /></h2>
      <Headline story={q.data} />
      {c.reason && <p className="muted">Closed because: <Untrusted text={c.reason} /></p>}
      <KillChain all={stagesOf(q.data.chain, findings).filter((s) => s.count > 0)} chosen="" onChoose={() => undefined} />
      <section>
        <h3>{count(c.findings, 'finding')}</h3>
        <ol className="steps">
          {findings.slice(0, 12).map((f) => (
            <li key={f.id}>
              <Moment at={f.first} date={false} />
              <span><Untrusted text={f.title} line /><br /><span className="faint"><Sentence f={f} line /></span></span>
            </li>
          ))}
        </ol>
        {c.findings > 12 && <Link className="button" to="/cases/$id" params={{ id: c.id }} search={{} as never}>All {c.findings} <kbd>o</kbd></Link>}
      </section>
      <Entities cast={q.data.cast} />
    </article>
  );
}
