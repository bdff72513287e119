// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback, useMemo } from 'react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { Finding, Story } from '../api/schema.ts';
import { useAddress } from '../app/address.ts';
import { useMay } from '../app/session.tsx';
import { formatTerms } from '../app/terms.ts';
import { EntityContext, Id } from '../ui/entity.tsx';
import type { EntityActions } from '../ui/entity.tsx';
import { SidePanel } from '../ui/panel.tsx';
import { SeverityMark } from '../ui/severity.tsx';
import { Failed, Loading, Partial, Stale } from '../ui/states.tsx';
import { middle, Untrusted } from '../ui/text.tsx';
import { FindingDetail } from '../detect/findings/detail.tsx';
import { placesOf, stageOf, stagesOf } from './attack.ts';
import type { Places } from './attack.ts';
import { CaseActions } from './case-actions.tsx';
import { Entities } from './case-entities.tsx';
import { CaseFindings } from './case-findings.tsx';
import { Assignee, History } from './case-history.tsx';
import { useStory } from './case-load.ts';
import { Report } from './case-report.tsx';
import { Headline } from './headline.tsx';
import { KillChain } from './kill-chain.tsx';
import { StateMark } from './state-mark.tsx';
import { Timeline } from './timeline.tsx';
import './cases.css';

/** CasePage is a case: its story in one screen. */
export function CasePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const q = useStory(id);
  if (q.error && !q.data) return <Failed page what="this case" error={q.error} retry={() => void q.refetch()} />;
  if (!q.data) return <Loading what="the case" rows={14} />;
  return (
    <>
      {q.error ? <Stale at={q.dataUpdatedAt} retry={() => void q.refetch()} /> : null}
      <StoryView story={q.data} />
    </>
  );
}

/** lookedAt are the findings that the address asks for: a stage, a stretch of time, an entity. */
export function lookedAt(all: readonly Finding[], places: Places, search: Record<string, string>): Finding[] {
  const [from, to] = [Date.parse(search['from'] ?? ''), Date.parse(search['to'] ?? '')];
  const [stage, entity, not] = [search['stage'] ?? '', search['entity'] ?? '', search['not'] ?? ''];
  const names = (f: Finding, e: string): boolean => f.entities.some((x) => `${x.kind}:${x.value}` === e);
  return all.filter((f) => {
    const at = Date.parse(f.first);
    return (stage === '' || stageOf(f, places) === stage) && !(at < from) && !(at > to) && (entity === '' || names(f, entity)) && (not === '' || !names(f, not));
  });
}

function StoryView({ story }: { story: Story }) {
  const { case: c, findings } = story;
  const [search, change] = useAddress();
  const navigate = useNavigate();
  const places = useMemo(() => placesOf(story.chain), [story.chain]);
  const chain = useMemo(() => stagesOf(story.chain, findings), [story.chain, findings]);
  const present = useMemo(() => chain.filter((s) => s.count > 0), [chain]);
  const shown = useMemo(() => lookedAt(findings, places, search), [findings, places, search]);
  const stage = useCallback((f: Finding) => stageOf(f, places), [places]);
  const actions = useMemo((): EntityActions => ({
    filter: (kind, value, not) => change(not ? { not: `${kind}:${value}` } : { entity: `${kind}:${value}` }),
    pivot: (kind, value) => void navigate({ to: '/queue', search: { show: 'findings', state: 'any', q: formatTerms([{ field: 'entity', value: `${kind}:${value}`, not: false }]) } as never }),
  }), [change, navigate]);
  const open = (id: string): void => change({ item: id }, { replace: search['item'] !== undefined });
  const item = search['item'] ?? '';
  const time = (text: string | undefined): number | undefined => { const t = Date.parse(text ?? ''); return Number.isNaN(t) ? undefined : t; };
  const [from, to] = [time(search['from']), time(search['to'])];
  const iso = (t: number | undefined): string | undefined => (t === undefined ? undefined : new Date(t).toISOString());
  return (
    <EntityContext value={actions}>
      <div className={`case${item === '' ? '' : ' beside'}`}>
        <div className="case-main">
          <Head story={story} />
          <Missing story={story} />
          <KillChain all={chain} chosen={search['stage'] ?? ''} onChoose={(s) => change({ stage: s || undefined })} />
          <Timeline
            findings={findings} stages={present} stageOf={stage} active={item} onOpen={open}
            brush={{ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }} onBrush={(a, b) => change({ from: iso(a), to: iso(b) })}
          />
          <CaseFindings c={c} shown={shown} all={findings.length} item={item} onOpen={open} />
        </div>
        {item === ''
          ? <aside className="case-side" aria-label="About the case"><Assignee c={c} /><Entities cast={story.cast} /><History c={c} entries={story.entries} /></aside>
          : <SidePanel label="Finding" onClose={() => change({ item: undefined }, { replace: true })}><FindingDetail id={item} known={findings.find((f) => f.id === item)} places={places} /></SidePanel>}
      </div>
      <Report story={story} />
    </EntityContext>
  );
}

function Head({ story }: { story: Story }) {
  const { case: c } = story;
  return (
    <header className="case-head">
      <div className="row wrap">
        <Link to="/queue" search={{} as never} className="faint">Queue</Link>
        <span className="faint" aria-hidden="true">/</span>
        <SeverityMark severity={c.severity} />
        <StateMark state={c.state} verdict={c.verdict} who={c.assignee} />
        <Id id={c.id} label="case" />
        <span className="grow" />
        <CaseActions c={c} />
      </div>
      <h1><Untrusted text={c.title} /></h1>
      <Headline story={story} />
      {c.reason && <p className="muted">Closed because: <Untrusted text={c.reason} /></p>}
      {c.merged_into && <p className="partial">This case was merged into <Link to="/cases/$id" params={{ id: c.merged_into }} search={{} as never}>{middle(c.merged_into)}</Link>.</p>}
    </header>
  );
}

/** Missing says what of a case is not shown, and why. */
function Missing({ story }: { story: Story }) {
  const may = useMay('findings:read');
  if (!may) return <Partial>Its findings are not shown: that needs the permission <code>findings:read</code>, which an administrator grants.</Partial>;
  if (!story.partial) return null;
  const all = { show: 'findings', state: 'any', q: formatTerms([{ field: 'case', value: story.case.id, not: false }]) };
  return (
    <Partial>
      Told are the first {story.findings.length.toLocaleString('en')} of {story.case.findings.toLocaleString('en')} findings; kill chain and entities are of those.{' '}
      <Link to="/queue" search={all as never}>All of them</Link>
    </Partial>
  );
}
