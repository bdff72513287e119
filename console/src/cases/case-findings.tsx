// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useMemo, useState } from 'react';
import type { Case, Finding } from '../api/schema.ts';
import { useAddress } from '../app/address.ts';
import { useShortcuts } from '../app/keys.tsx';
import { Sentence } from '../detect/findings/sentence.tsx';
import { Entity } from '../ui/entity.tsx';
import { useSetting } from '../ui/settings.ts';
import { rank, SeverityMark } from '../ui/severity.tsx';
import { Table } from '../ui/table.tsx';
import { isLayout, noLayout, sorted } from '../ui/table-model.ts';
import type { Column, Line, Sort } from '../ui/table-model.ts';
import { count, middle, plain, span, Untrusted } from '../ui/text.tsx';
import { Moment } from '../ui/time.tsx';
import { byWeight } from './queue-kinds.tsx';

const columnsOf = (weight: ReadonlyMap<string, number>): Column<Finding>[] => [
  { id: 'happened', title: 'Happened', width: 84, cell: (f) => <Moment at={f.first} date={false} />, by: (f) => f.first, text: (f) => f.first },
  { id: 'found', title: 'Found after', width: 92, align: 'right', cell: (f) => span(Date.parse(f.recorded) - Date.parse(f.last)), by: (f) => Date.parse(f.recorded) - Date.parse(f.last), text: (f) => f.recorded },
  { id: 'severity', title: 'Severity', width: 88, cell: (f) => <SeverityMark severity={f.severity} />, by: (f) => rank(f.severity), text: (f) => f.severity },
  { id: 'title', title: 'Finding', width: 230, className: 'strong', cell: (f) => <Untrusted text={f.title} line />, by: (f) => f.title, text: (f) => f.title },
  { id: 'because', title: 'Because', width: 220, grow: true, cell: (f) => <Sentence f={f} line />, text: (f) => f.message ?? '' },
  {
    id: 'where', title: 'Where', width: 140, text: (f) => f.entities.map((e) => e.value).join('; '),
    cell: (f) => {
      const e = byWeight(f.entities.filter((x) => ['host', 'workload', 'cloud_resource', 'address'].includes(x.kind)).map((x) => ({ ...x, findings: weight.get(`${x.kind}:${x.value}`) ?? 0 })))
        .toSorted((a, b) => Number(b.kind === 'host') - Number(a.kind === 'host'))[0];
      return e ? <Entity kind={e.kind} value={e.value} grid /> : null;
    },
  },
];

/** CaseFindings are the findings that are looked at, in the order in which they happened. */
export function CaseFindings({ c, shown, all, item, onOpen }: { c: Case; shown: readonly Finding[]; all: number; item: string; onOpen: (id: string) => void }) {
  const [search, change] = useAddress();
  const [active, setActive] = useState<string>();
  const [layout, setLayout] = useSetting('layout.case', noLayout, isLayout);
  const sort = useMemo((): Sort => ({ by: (search['sort'] ?? 'happened').replace(/-$/, ''), descending: (search['sort'] ?? '').endsWith('-') }), [search]);
  const columns = useMemo(() => columnsOf(new Map(c.entities.map((e) => [`${e.kind}:${e.value}`, e.findings]))), [c.entities]);
  const lines = useMemo((): Line<Finding>[] => sorted(shown, columns, sort, (a, b) => a.first.localeCompare(b.first) || a.id.localeCompare(b.id)).map((f) => ({ kind: 'item', key: f.id, item: f })), [shown, columns, sort]);
  useEffect(() => { if (item !== '') setActive(item); }, [item]);
  const place = lines.findIndex((l) => l.key === active);
  const move = (by: number): void => {
    const line = lines[Math.min(lines.length - 1, Math.max(0, place + by))];
    if (!line) return;
    setActive(line.key);
    if (item !== '') change({ item: line.key }, { replace: true });
  };
  const edge = (name: 'from' | 'to'): void => {
    const line = lines[place];
    if (line?.kind === 'item') change({ [name]: line.item.first });
  };
  useShortcuts('Findings of the case', [
    { keys: 'j', does: 'Next finding', run: () => move(1) },
    { keys: 'k', does: 'Finding before', run: () => move(-1) },
    { keys: 'Enter', does: 'Open the active finding', run: () => { if (active !== undefined) onOpen(active); } },
    { keys: '[', does: 'Begin at the active finding', run: () => edge('from') },
    { keys: ']', does: 'End at the active finding', run: () => edge('to') },
    { keys: '\\', does: 'Show all findings again', run: () => change({ from: undefined, to: undefined, stage: undefined, entity: undefined, not: undefined }) },
  ]);
  const filters = (['stage', 'entity', 'not'] as const).filter((n) => search[n] !== undefined);
  return (
    <section className="case-findings" aria-label="Findings">
      <div className="row wrap">
        <h2>{shown.length === all ? count(all, 'finding') : `${shown.length} of ${count(all, 'finding')}`}</h2>
        {filters.map((n) => (
          <span key={n} className="filter-chip">
            {n === 'not' ? 'without' : n} <span className="mono">{plain(middle(search[n] ?? '', 40))}</span>
            <button type="button" aria-label={`Remove ${n}`} onClick={() => change({ [n]: undefined })}>✕</button>
          </span>
        ))}
      </div>
      <Table
        label={`Findings, ${shown.length}`} columns={columns} lines={lines} layout={layout} onLayout={setLayout} sort={sort} onSort={(s) => change({ sort: `${s.by}${s.descending ? '-' : ''}` }, { replace: true })}
        density="compact" active={active} onActive={setActive} onOpen={onOpen} selected={none} onSelect={() => undefined} describe={(f) => plain(f.title)} selectable={false}
        empty="No finding of this case is there: press \ to show all."
      />
    </section>
  );
}

const none: ReadonlySet<string> = new Set();
