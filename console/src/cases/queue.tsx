// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useMemo } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useAddress } from '../app/address.ts';
import { rangeOf, within } from '../app/range.ts';
import { formatTerms, keeps, withTerm } from '../app/terms.ts';
import type { Case, Finding } from '../api/schema.ts';
import { EntityContext } from '../ui/entity.tsx';
import type { EntityActions } from '../ui/entity.tsx';
import { grouped, sorted } from '../ui/table-model.ts';
import type { Line } from '../ui/table-model.ts';
import { rank } from '../ui/severity.tsx';
import { QueueList } from './queue-list.tsx';
import { caseKind, findingKind, groupNames, groupTitle } from './queue-kinds.tsx';
import type { Item, Kind } from './queue-kinds.tsx';
import { useCases, useFindings, useGroups } from './queue-load.ts';
import { findingQuery, viewOf } from './queue-query.ts';
import './cases.css';

const gravestFirst = (a: Item, b: Item): number => rank(b.severity) - rank(a.severity) || a.first.localeCompare(b.first) || a.id.localeCompare(b.id);

/** fits reports whether an item is in a view: the filter that the address has, exclusions included. */
function fits<T extends Item>(kind: Kind<T>, item: T, v: ReturnType<typeof viewOf>, rules: boolean): boolean {
  return v.states.includes(item.state) && keeps(v.terms, (field, value) => {
    if (field === '') return kind.values(item, '').some((x) => x.includes(value.toLowerCase()));
    if (field === 'rule' && rules) return true;
    return kind.values(item, field).some((x) => x === value || (field === 'technique' && x.startsWith(`${value}.`)));
  });
}

/** Queue is what waits for a verdict: cases, or single findings, the gravest first and of equal ones who waits longest. */
export function Queue() {
  const [search, change] = useAddress();
  const navigate = useNavigate();
  const view = useMemo(() => viewOf(search), [search]);
  // A relative range moves by the minute: a list is not another one because a second went by.
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const range = useMemo(() => rangeOf(search, minute), [search, minute]);
  const actions = useMemo((): EntityActions => ({
    filter: (kind, value, not) => change({ q: formatTerms(withTerm(view.terms, { field: 'entity', value: `${kind}:${value}`, not })) }),
    pivot: (kind, value) => void navigate({ to: '/queue', search: { show: 'findings', state: 'any', q: formatTerms([{ field: 'entity', value: `${kind}:${value}`, not: false }]) } as never }),
  }), [change, navigate, view.terms]);
  return (
    <EntityContext value={actions}>
      {view.show === 'cases' ? <CaseQueue view={view} range={range} /> : <FindingQueue view={view} range={range} />}
    </EntityContext>
  );
}

interface Props {
  view: ReturnType<typeof viewOf>;
  range: ReturnType<typeof rangeOf>;
}

function CaseQueue({ view, range }: Props) {
  const loaded = useCases(view);
  const items = useMemo(() => {
    const [first, last] = view.clock === 'found' ? (['opened', 'updated'] as const) : (['first', 'last'] as const);
    const list = loaded.items.filter((x) => fits(caseKind, x, view, false) && within(range, x[first], x[last]));
    return sorted<Case>(list, caseKind.columns, view.sort, gravestFirst);
  }, [loaded.items, view, range]);
  const lines = useMemo(() => linesOf(caseKind, items, view), [items, view]);
  return <QueueList kind={caseKind} view={view} lines={lines} items={items} total={loaded.complete ? items.length : undefined} loaded={loaded} all={undefined} partial={loaded.complete ? '' : `Counted among the ${loaded.items.length.toLocaleString('en')} cases opened last: narrow the states or the time to count all.`} />;
}

function FindingQueue({ view, range }: Props) {
  const loaded = useFindings(view, range);
  const groups = useGroups(view, range);
  const excluding = view.terms.some((t) => t.not);
  const items = useMemo(() => {
    const list = loaded.items.filter((x) => fits(findingKind, x, view, true));
    return loaded.complete ? sorted<Finding>(list, findingKind.columns, view.sort, gravestFirst) : list;
  }, [loaded.items, loaded.complete, view]);
  const query = useMemo(() => findingQuery(view, range), [view, range]);
  const lines = useMemo((): Line<Finding>[] => {
    if (view.group === '') return items.map((item) => ({ kind: 'item', key: item.id, item }));
    return (groups.facets?.top ?? []).flatMap((f) => {
      const name = view.group !== 'entity' ? f.value : `${f.kind}:${f.value}`;
      const key = `group:${name}`;
      const open = view.open.has(key);
      const inside = open ? (groups.items.get(name) ?? []).filter((x) => fits(findingKind, x, view, true)) : [];
      return [
        { kind: 'group' as const, key, name: f.name ?? name, title: f.name === undefined ? groupTitle(view.group, name) : groupTitle('rule', f.name), count: f.count, open },
        ...inside.map((item) => ({ kind: 'item' as const, key: `${key}/${item.id}`, item })),
      ];
    });
  }, [items, view, groups.facets, groups.items]);
  const grouping = view.group !== '';
  const state = grouping ? { ...loaded, pending: groups.facets === undefined && !groups.error, error: groups.error, again: groups.again, complete: true } : loaded;
  const shown = grouping ? [...groups.items.values()].flat() : items;
  const total = excluding ? (loaded.complete && !grouping ? items.length : undefined) : (grouping ? groups.facets?.total : loaded.total);
  const partial = excluding && total === undefined ? 'Exclusions are taken out of what is read so far: the exact number is known at the end of the list.' : '';
  return <QueueList kind={findingKind} view={view} lines={lines} items={shown} total={total} loaded={state} all={excluding ? undefined : query} partial={partial} />;
}

function linesOf<T extends Item>(kind: Kind<T>, items: readonly T[], view: Props['view']): Line<T>[] {
  if (view.group === '') return items.map((item) => ({ kind: 'item', key: item.id, item }));
  return grouped(items, (x) => x.id, (x) => groupNames(kind, view.group, x), (name) => groupTitle(view.group, name), view.open);
}
