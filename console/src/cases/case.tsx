// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useMemo } from 'react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { Case, Finding } from '../api/things.ts';
import { useAddress } from '../app/address.ts';
import { formatTerms } from '../app/terms.ts';
import { EntityContext, Id } from '../ui/entity.tsx';
import type { EntityActions } from '../ui/entity.tsx';
import { SidePanel } from '../ui/panel.tsx';
import { SeverityMark } from '../ui/severity.tsx';
import { Failed, Loading, Partial, Stale } from '../ui/states.tsx';
import { middle, Untrusted } from '../ui/text.tsx';
import { FindingDetail } from '../detect/findings/detail.tsx';
import { stageOf } from './attack.ts';
import { CaseActions } from './case-actions.tsx';
import { Entities } from './case-entities.tsx';
import { CaseFindings } from './case-findings.tsx';
import { History } from './case-history.tsx';
import { useCase, useCaseFindings } from './case-load.ts';
import { Report } from './case-report.tsx';
import { Headline } from './headline.tsx';
import { KillChain, stages } from './kill-chain.tsx';
import { StateMark } from './state-mark.tsx';
import { Timeline } from './timeline.tsx';
import './cases.css';

/** CasePage is a case: its story in one screen. */
export function CasePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const q = useCase(id);
  const findings = useCaseFindings(id);
  if (q.error && !q.data) return <Failed page what="this case" error={q.error} retry={() => void q.refetch()} />;
  if (!q.data) return <Loading what="the case" rows={14} />;
  return (
    <>
      {q.error ? <Stale at={q.dataUpdatedAt} retry={() => void q.refetch()} /> : null}
      <Story c={q.data} findings={findings} />
    </>
  );
}

/** lookedAt are the findings that the address asks for: a stage, a stretch of time, an entity. */
export function lookedAt(all: readonly Finding[], search: Record<string, string>): Finding[] {
  const [from, to] = [Date.parse(search['from'] ?? ''), Date.parse(search['to'] ?? '')];
  const [stage, entity, not] = [search['stage'] ?? '', search['entity'] ?? '', search['not'] ?? ''];
  const names = (f: Finding, e: string): boolean => f.entities.some((x) => `${x.kind}:${x.value}` === e);
  return all.filter((f) => {
    const at = Date.parse(f.first);
    return (stage === '' || stageOf(f.techniques) === stage) && !(at < from) && !(at > to) && (entity === '' || names(f, entity)) && (not === '' || !names(f, not));
  });
}

function Story({ c, findings }: { c: Case; findings: ReturnType<typeof useCaseFindings> }) {
  const [search, change] = useAddress();
  const navigate = useNavigate();
  const chain = useMemo(() => stages(findings.items), [findings.items]);
  const present = useMemo(() => chain.filter((s) => s.count > 0).map((s) => s.name), [chain]);
  const shown = useMemo(() => lookedAt(findings.items, search), [findings.items, search]);
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
            <Headline c={c} findings={findings.items} />
            {c.reason && <p className="muted">Closed because: <Untrusted text={c.reason} /></p>}
            {c.merged_into && <p className="partial">This case was merged into <Link to="/cases/$id" params={{ id: c.merged_into }} search={{} as never}>{middle(c.merged_into)}</Link>.</p>}
          </header>
          <KillChain all={chain} chosen={search['stage'] ?? ''} onChoose={(s) => change({ stage: s || undefined })} />
          {findings.error ? <Failed what="its findings" error={findings.error} /> : findings.pending ? <Loading what="its findings" /> : (
            <Timeline
              findings={findings.items} stages={present} active={item} onOpen={open}
              brush={{ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }} onBrush={(a, b) => change({ from: iso(a), to: iso(b) })}
            />
          )}
          {!findings.complete && !findings.pending && <Partial>The timeline shows the first {findings.items.length.toLocaleString('en')} of {c.findings.toLocaleString('en')} findings.</Partial>}
          <CaseFindings c={c} shown={shown} all={findings.items.length} item={item} onOpen={open} />
        </div>
        {item === ''
          ? <aside className="case-side" aria-label="About the case"><Entities c={c} findings={findings.items} /><History c={c} /></aside>
          : <SidePanel label="Finding" onClose={() => change({ item: undefined }, { replace: true })}><FindingDetail id={item} known={findings.items.find((f) => f.id === item)} /></SidePanel>}
      </div>
      <Report c={c} findings={findings.items} />
    </EntityContext>
  );
}
