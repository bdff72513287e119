// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback, useEffect, useMemo, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import type { BulkChange, Edit, FindingQuery } from '../api/schema.ts';
import type { Verdict } from '../api/types.ts';
import { useAddress } from '../app/address.ts';
import { useShortcuts } from '../app/keys.tsx';
import { useMay, useSession } from '../app/session.tsx';
import { SidePanel } from '../ui/panel.tsx';
import { useSetting } from '../ui/settings.ts';
import { Empty, Failed, Loading, Partial, Stale } from '../ui/states.tsx';
import { Table } from '../ui/table.tsx';
import { idOf, isLayout, noLayout } from '../ui/table-model.ts';
import type { Line } from '../ui/table-model.ts';
import { count, plain } from '../ui/text.tsx';
import { FindingDetail } from '../detect/findings/detail.tsx';
import { CasePreview } from './case-preview.tsx';
import { preview, useChange } from './changes.ts';
import type { Target } from './changes.ts';
import { QueueBar } from './queue-bar.tsx';
import type { Item, Kind } from './queue-kinds.tsx';
import { useFresh } from './queue-load.ts';
import type { Loaded } from './queue-load.ts';
import type { View } from './queue-query.ts';
import { VerdictDialog } from './verdict-dialog.tsx';
import type { Closing } from './verdict-dialog.tsx';

export type Density = 'compact' | 'comfortable';
const isDensity = (v: unknown): v is Density => v === 'compact' || v === 'comfortable';

interface Props<T extends Item> {
  kind: Kind<T>;
  view: View;
  lines: readonly Line<T>[];
  items: readonly T[];
  total: number | undefined;
  loaded: Loaded<T>;
  /** all is the query that matches all of the view; undefined where no query can say it. */
  all: FindingQuery | undefined;
  partial: string;
}

/** QueueList is the queue of one kind: the bar, the table, the panel, and what keys do to a row, a selection, a group or all. */
export function QueueList<T extends Item>(p: Props<T>) {
  const { kind, view, loaded } = p;
  const [, change] = useAddress();
  const [active, setActive] = useState<string>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [everything, setEverything] = useState(false);
  const [layout, setLayout] = useSetting(`layout.${kind.name}`, noLayout, isLayout);
  const [density, setDensity] = useSetting<Density>('density', 'compact', isDensity);
  const known = useMemo(() => new Set(loaded.items.map((x) => x.id)), [loaded.items]);
  const news = useFresh(view, known, loaded.again);
  const act = useActions(p, active, setActive, selected, everything, () => { setSelected(new Set()); setEverything(false); });
  const place = p.lines.findIndex((l) => l.key === active);
  useEffect(() => { if (place >= 0 && place > p.lines.length - 100) loaded.more(); }, [place, p.lines.length, loaded]);
  useEffect(() => { if (active === undefined && p.lines[0]) setActive(p.lines[0].key); }, [active, p.lines]);

  const select = useCallback((key: string, to?: string) => {
    setEverything(false);
    setSelected((old) => {
      const next = new Set(old);
      if (to !== undefined && active !== undefined) {
        const [a, b] = [p.lines.findIndex((l) => l.key === active), p.lines.findIndex((l) => l.key === to)].toSorted((x, y) => x - y);
        for (const l of p.lines.slice(a, (b ?? 0) + 1)) next.add(l.key);
      } else if (!next.delete(key)) next.add(key);
      return next;
    });
  }, [active, p.lines]);
  const group = useCallback((key: string) => {
    const open = new Set(view.open);
    if (!open.delete(key)) open.add(key);
    change({ open: [...open].join('\u001f') }, { replace: true });
  }, [change, view.open]);
  const open = useCallback((key: string) => change({ item: idOf(key) }, { replace: view.item !== '' }), [change, view.item]);
  const move = (by: number): void => {
    const line = p.lines[Math.min(p.lines.length - 1, Math.max(0, place + by))];
    if (!line) return;
    setActive(line.key);
    if (view.item !== '' && line.kind === 'item') change({ item: idOf(line.key) }, { replace: true });
  };
  useShortcuts('Queue', [
    { keys: 'j', does: 'Next row', run: () => move(1) },
    { keys: 'k', does: 'Row before', run: () => move(-1) },
    { keys: 'Enter', does: 'Open what is active', run: () => { const l = p.lines[place]; if (l?.kind === 'group') group(l.key); else if (l) open(l.key); } },
    { keys: 'x', does: 'Select', run: () => { if (active !== undefined) select(active); } },
    { keys: '.', does: 'Take in what is new', run: news.take },
    { keys: 'd', does: density === 'compact' ? 'Wider rows' : 'Denser rows', run: () => setDensity(density === 'compact' ? 'comfortable' : 'compact') },
  ]);

  const layoutArgs = { layout, onLayout: setLayout, density, onDensity: setDensity };
  const nothing = !loaded.pending && p.lines.length === 0;
  return (
    <div className={`queue${view.item === '' ? '' : ' beside'}`}>
      <div className="queue-main">
        <QueueBar kind={kind} view={view} total={p.total} shown={p.items} news={news} {...layoutArgs} />
        {p.partial !== '' && !loaded.pending && <Partial>{p.partial}</Partial>}
        {loaded.error && loaded.items.length > 0 ? <Stale at={loaded.at} retry={() => void loaded.again()} /> : null}
        {act.bar(selected, everything, p.all !== undefined && p.total !== undefined && p.total > 0 ? () => setEverything(true) : undefined)}
        {loaded.error && loaded.items.length === 0
          ? <Failed what={`the ${kind.name}`} error={loaded.error} since={loaded.at} retry={() => void loaded.again()} />
          : loaded.pending
            ? <Loading what={kind.name} rows={14} />
            : (
              <Table
                label={`${kind.name}, ${p.total === undefined ? 'not all counted' : p.total}`} columns={kind.columns} lines={p.lines} layout={layout} onLayout={setLayout}
                sort={view.sort} onSort={(s) => change({ sort: `${s.by}${s.descending ? '-' : ''}` })} density={density} active={active} onActive={setActive} onOpen={open}
                selected={everything ? new Set(p.lines.map((l) => l.key)) : selected} onSelect={select} onGroup={group} describe={(x) => plain(x.title)}
                empty={nothing ? <Nothing view={view} noun={kind.name} /> : undefined}
              />
            )}
      </div>
      {view.item !== '' && <Panel kind={kind.name} id={view.item} />}
      <VerdictDialog verdict={act.closing?.verdict} what={act.closing?.what ?? ''} onDone={act.close} expiry={kind.name === 'findings'} preview={act.preview} />
    </div>
  );
}

function Panel({ kind, id }: { kind: 'cases' | 'findings'; id: string }) {
  const [, change] = useAddress();
  const navigate = useNavigate();
  const close = (): void => change({ item: undefined }, { replace: true });
  return kind === 'cases'
    ? <SidePanel label="Case" onClose={close} onPage={() => void navigate({ to: '/cases/$id', params: { id }, search: {} as never })}><CasePreview id={id} /></SidePanel>
    : <SidePanel label="Finding" onClose={close}><FindingDetail id={id} /></SidePanel>;
}

function Nothing({ view, noun }: { view: View; noun: string }) {
  const [, change] = useAddress();
  if (view.terms.length > 0) {
    return <Empty title={`No ${noun} fit this filter`}><button type="button" className="button" onClick={() => change({ q: undefined })}>Take the filter off</button></Empty>;
  }
  if (view.states.includes('new')) {
    return <Empty title={`Nothing waits`}>New {noun} appear here by themselves as soon as a rule matches. To see it work, run <code>gambeson demo</code>; to send logs, add a source.</Empty>;
  }
  return <Empty title={`No ${noun} here`}>What gets a verdict is kept here.</Empty>;
}

interface Actions {
  closing: { verdict: Verdict; what: string } | undefined;
  close: (c: Closing | undefined) => void;
  /** preview counts what a verdict reaches, where it is for a group or for all that match. */
  preview: ((verdict: Verdict) => Promise<Pick<BulkChange, 'count' | 'skipped'>>) | undefined;
  bar: (selected: ReadonlySet<string>, everything: boolean, all: (() => void) | undefined) => React.ReactNode;
}

/** useActions are the verdict keys: for all that match, the selection with its groups, or else the active row. */
function useActions<T extends Item>(p: Props<T>, active: string | undefined, setActive: (key: string) => void, selected: ReadonlySet<string>, everything: boolean, clear: () => void): Actions {
  const me = useSession().name;
  const may = useMay(`${p.kind.name}:write`);
  const send = useChange();
  const [closing, setClosing] = useState<Verdict>();
  const keys = selected.size > 0 ? [...selected] : active === undefined ? [] : [active];
  const targets = (): Target[] => {
    const name = p.kind.name;
    if (everything && p.all && p.total !== undefined) return [{ name: 'findings', query: p.all, asOf: p.loaded.asOf, total: p.total }];
    const ids = new Set<string>();
    const out: Target[] = [];
    for (const key of keys) {
      const line = p.lines.find((l) => l.key === key);
      if (line?.kind === 'item') ids.add(line.item.id);
      if (line?.kind !== 'group') continue;
      if (p.all) out.push({ name: 'findings', query: { ...p.all, [p.view.group]: [key.slice('group:'.length)] }, asOf: p.loaded.asOf, total: line.count });
      else for (const x of p.items) if (p.kind.values(x, p.view.group === 'rule' ? 'title' : p.view.group).includes(line.name)) ids.add(x.id);
    }
    return ids.size > 0 ? [...out, { name, ids: [...ids] }] : out;
  };
  const sum = (all: Target[]): number => all.reduce((n, t) => n + ('ids' in t ? t.ids.length : t.total), 0);
  const make = async (changes: Edit[]): Promise<void> => {
    const all = targets();
    if (all.length === 0) return;
    const at = p.lines.findIndex((l) => l.key === keys[0]);
    const next = p.lines.slice(at + 1).find((l) => !keys.includes(l.key)) ?? p.lines[at - 1];
    if (changes.some((c) => c.state === 'closed') && next) setActive(next.key);
    clear();
    for (const t of all) for (const c of changes) await send(t, c);
  };
  const what = count(sum(targets()), p.kind.noun);
  useShortcuts('Verdict', [
    { keys: 'a', does: 'Take: acknowledge and assign to me', run: () => void make([{ state: 'acknowledged', assignee: me }]) },
    { keys: 'f', does: 'False positive …', run: () => setClosing('false_positive') },
    { keys: 't', does: 'True positive …', run: () => setClosing('true_positive') },
    { keys: 'c', does: 'Close with another verdict …', run: () => setClosing('benign') },
    { keys: 'r', does: 'Reopen', run: () => void make([{ state: 'new' }]) },
  ], may && p.lines.length > 0);
  const close = (c: Closing | undefined): void => {
    setClosing(undefined);
    if (c) void make([{ state: 'closed', ...c }]);
  };
  const bar: Actions['bar'] = (chosen, all, onAll) => chosen.size === 0 && !all ? null : (
    <div className="selection row" role="toolbar" aria-label="What is selected">
      <strong>{what} selected</strong>
      {!all && onAll && <button type="button" className="button" onClick={onAll}>All {p.total?.toLocaleString('en')} that match</button>}
      <span className="grow" />
      {may && <button type="button" className="button" onClick={() => void make([{ state: 'acknowledged', assignee: me }])}>Take <kbd>a</kbd></button>}
      {may && <button type="button" className="button" onClick={() => setClosing('false_positive')}>False positive <kbd>f</kbd></button>}
      {may && <button type="button" className="button" onClick={() => setClosing('true_positive')}>True positive <kbd>t</kbd></button>}
      <button type="button" className="button quiet" onClick={clear}>Select nothing</button>
    </div>
  );
  const many = targets().some((t) => !('ids' in t));
  return {
    closing: closing && { verdict: closing, what }, close, bar,
    preview: many ? (verdict) => preview(targets(), { state: 'closed', verdict, reason: 'preview' }) : undefined,
  };
}
