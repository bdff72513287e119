// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { ReactNode } from 'react';
import type { Case, Finding } from '../api/schema.ts';
import type { Severity, State } from '../api/types.ts';
import { Entity } from '../ui/entity.tsx';
import { rank, SeverityMark } from '../ui/severity.tsx';
import type { Column } from '../ui/table-model.ts';
import { Untrusted, plain, span } from '../ui/text.tsx';
import { Age, Moment } from '../ui/time.tsx';
import { Sentence } from '../detect/findings/sentence.tsx';
import { StateMark } from './state-mark.tsx';

/** Item is what cases and findings have in common, as the queue needs it. */
export interface Item {
  id: string;
  title: string;
  severity: Severity;
  state: State;
  first: string;
  last: string;
}

/** Kind is how the queue shows and filters one kind of item. */
export interface Kind<T extends Item> {
  name: 'cases' | 'findings';
  noun: string;
  notice: 'case' | 'finding';
  columns: readonly Column<T>[];
  /** values are what a field of the filter is compared with. */
  values: (item: T, field: string) => readonly string[];
}

const text = (...parts: (string | undefined)[]): string[] => [parts.filter(Boolean).join('\n').toLowerCase()];

const severityColumn: Column<Item> = {
  id: 'severity', title: 'Severity', width: 92, cell: (x) => <SeverityMark severity={x.severity} />, by: (x) => rank(x.severity), text: (x) => x.severity,
};

const happened: Column<Item> = { id: 'happened', title: 'Happened', width: 164, cell: (x) => <Moment at={x.first} />, by: (x) => x.first, text: (x) => x.first };

const chips = (all: readonly { kind: string; value: string }[], most: number): ReactNode => (
  <span className="chips">
    {all.slice(0, most).map((e) => <Entity key={`${e.kind}:${e.value}`} kind={e.kind} value={e.value} grid />)}
    {all.length > most && <span className="faint">+{all.length - most}</span>}
  </span>
);

const asCase = severityColumn as Column<Case>;
const asFinding = severityColumn as Column<Finding>;

/** principal orders entities so that people and machines come before what they touched. */
const kindsInOrder = ['user', 'host', 'workload', 'cloud_resource', 'address'];
export const byWeight = <T extends { kind: string; findings: number }>(all: readonly T[]): T[] =>
  all.toSorted((a, b) => b.findings - a.findings || kindsInOrder.indexOf(a.kind) - kindsInOrder.indexOf(b.kind));

export const caseKind: Kind<Case> = {
  name: 'cases', noun: 'case', notice: 'case',
  columns: [
    asCase,
    { id: 'title', title: 'Case', width: 240, grow: true, className: 'strong', cell: (x) => <Untrusted text={x.title} line />, by: (x) => x.title, text: (x) => x.title },
    { id: 'about', title: 'About', width: 280, cell: (x) => chips(byWeight(x.entities), 2), text: (x) => x.entities.map((e) => `${e.kind} ${e.value}`).join('; ') },
    { id: 'findings', title: 'Findings', width: 84, align: 'right', cell: (x) => x.findings.toLocaleString('en'), by: (x) => x.findings, text: (x) => String(x.findings) },
    { id: 'techniques', title: 'Techniques', width: 98, align: 'right', cell: (x) => x.techniques.length, by: (x) => x.techniques.length, text: (x) => x.techniques.join(' ') },
    happened as Column<Case>,
    { id: 'lasted', title: 'Lasted', width: 84, align: 'right', cell: (x) => span(Date.parse(x.last) - Date.parse(x.first)), by: (x) => Date.parse(x.last) - Date.parse(x.first), text: (x) => `${x.first}/${x.last}` },
    { id: 'age', title: 'Waiting', width: 84, align: 'right', cell: (x) => <Age at={x.opened} />, by: (x) => -Date.parse(x.opened), text: (x) => x.opened },
    { id: 'state', title: 'State', width: 120, cell: (x) => <StateMark state={x.state} verdict={x.verdict} who={x.assignee} />, by: (x) => x.state, text: (x) => [x.state, x.verdict, x.assignee].filter(Boolean).join(' ') },
  ],
  values: (x, field) => {
    switch (field) {
      case 'severity': return [x.severity];
      case 'entity': return x.entities.map((e) => `${e.kind}:${e.value}`);
      case 'technique': return x.techniques;
      case 'source': return x.sources;
      case 'rule': return x.analytics;
      case 'verdict': return x.verdict ? [x.verdict] : [];
      case 'assignee': return [x.assignee ?? 'nobody'];
      case 'title': return [x.title];
      case '': return text(x.id, x.title, x.reason, ...x.techniques, ...x.sources, ...x.entities.map((e) => e.value));
      default: return [];
    }
  },
};

export const findingKind: Kind<Finding> = {
  name: 'findings', noun: 'finding', notice: 'finding',
  columns: [
    asFinding,
    { id: 'title', title: 'Finding', width: 260, className: 'strong', cell: (x) => <Untrusted text={x.title} line />, by: (x) => x.title, text: (x) => x.title },
    { id: 'because', title: 'Because', width: 220, grow: true, cell: (x) => <Sentence f={x} line />, text: (x) => x.message ?? '' },
    { id: 'about', title: 'About', width: 280, cell: (x) => chips(x.entities.filter((e) => kindsInOrder.includes(e.kind)), 2), text: (x) => x.entities.map((e) => `${e.kind} ${e.value}`).join('; ') },
    happened as Column<Finding>,
    { id: 'age', title: 'Waiting', width: 84, align: 'right', cell: (x) => <Age at={x.recorded} />, by: (x) => -Date.parse(x.recorded), text: (x) => x.recorded },
    { id: 'state', title: 'State', width: 120, cell: (x) => <StateMark state={x.state} verdict={x.verdict} />, by: (x) => x.state, text: (x) => [x.state, x.verdict].filter(Boolean).join(' ') },
  ],
  values: (x, field) => {
    switch (field) {
      case 'severity': return [x.severity];
      case 'entity': return x.entities.map((e) => `${e.kind}:${e.value}`);
      case 'technique': return x.techniques;
      case 'source': return [...new Set(x.evidence.map((e) => e.source))];
      case 'rule': return [x.analytic.name, x.analytic.uid];
      case 'verdict': return x.verdict ? [x.verdict] : [];
      case 'case': return [x.case ?? 'none'];
      case 'title': return [x.title];
      case '': return text(x.id, x.title, x.message, x.analytic.name, ...x.techniques, ...x.entities.map((e) => e.value));
      default: return [];
    }
  },
};

/** groupNames are the groups that an item is in. */
export function groupNames<T extends Item>(kind: Kind<T>, by: string, item: T): readonly string[] {
  if (by === 'rule') return kind.values(item, kind.name === 'cases' ? 'title' : 'rule').slice(0, 1);
  const all = kind.values(item, by);
  return all.length === 0 ? ['none'] : all;
}

/** groupTitle shows a group's name. */
export function groupTitle(by: string, name: string): ReactNode {
  if (by === 'severity') return <SeverityMark severity={name as Severity} />;
  if (by === 'entity') {
    const cut = name.indexOf(':');
    return cut < 0 ? plain(name) : <Entity kind={name.slice(0, cut)} value={name.slice(cut + 1)} grid />;
  }
  return <Untrusted text={name} line />;
}
