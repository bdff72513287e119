// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback, useMemo, useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { Source } from '../../api/schema.ts';
import { useAddress } from '../../app/address.ts';
import { useShortcuts } from '../../app/keys.tsx';
import { useNotices } from '../../app/live.ts';
import type { Notice } from '../../app/live.ts';
import { useMay } from '../../app/session.tsx';
import { SidePanel } from '../../ui/panel.tsx';
import { useSetting } from '../../ui/settings.ts';
import { Empty, Failed, Loading, Stale } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { isLayout, noLayout, sorted } from '../../ui/table-model.ts';
import type { Column, Line } from '../../ui/table-model.ts';
import { bytes, count, plain } from '../../ui/text.tsx';
import { Age, Moment } from '../../ui/time.tsx';
import { AddSource } from './add-source.tsx';
import { SourceDetail } from './source-detail.tsx';

/** conditionOf is how a source is, in a word. */
export function conditionOf(s: Source): 'revoked' | 'waiting' | 'silent' | 'refused' | 'sending' {
  if (s.revoked) return 'revoked';
  if (!s.activity) return 'waiting';
  if (s.activity.silent) return 'silent';
  return Object.keys(s.activity.refused ?? {}).length > 0 ? 'refused' : 'sending';
}

const words = { revoked: 'Revoked', waiting: 'Nothing since the start', silent: 'Silent', refused: 'Sending, some refused', sending: 'Sending' };
const tones = { revoked: 'off', waiting: 'off', silent: 'warn', refused: 'warn', sending: 'okay' };
const refusedOf = (s: Source): number => Object.values(s.activity?.refused ?? {}).reduce((a, b) => a + b, 0);

/** Condition shows how a source is. */
export function Condition({ source }: { source: Source }) {
  const c = conditionOf(source);
  return <span className={`condition-mark ${tones[c]}`}><span className="dot" aria-hidden="true" />{words[c]}</span>;
}

const columns: Column<Source>[] = [
  { id: 'title', title: 'Source', width: 200, grow: true, className: 'strong', cell: (s) => plain(s.name), by: (s) => s.name, text: (s) => s.name },
  { id: 'state', title: 'Condition', width: 200, cell: (s) => <Condition source={s} />, by: conditionOf, text: conditionOf },
  { id: 'format', title: 'Format', width: 130, cell: (s) => (s.format ? plain(s.format) : <span className="faint">recognized</span>), by: (s) => s.format ?? '', text: (s) => s.format ?? '' },
  { id: 'records', title: 'Records', width: 110, align: 'right', cell: (s) => (s.activity?.records ?? 0).toLocaleString('en'), by: (s) => s.activity?.records ?? 0, text: (s) => String(s.activity?.records ?? 0) },
  { id: 'bytes', title: 'Bytes', width: 100, align: 'right', cell: (s) => bytes(s.activity?.bytes ?? 0), by: (s) => s.activity?.bytes ?? 0, text: (s) => String(s.activity?.bytes ?? 0) },
  { id: 'refused', title: 'Refused', width: 90, align: 'right', cell: (s) => refusedOf(s).toLocaleString('en'), by: refusedOf, text: (s) => String(refusedOf(s)) },
  { id: 'seen', title: 'Last record', width: 110, align: 'right', cell: (s) => (s.activity?.seen ? <Age at={s.activity.seen} /> : <span className="faint">none</span>), by: (s) => s.activity?.seen ?? '', text: (s) => s.activity?.seen ?? '' },
  { id: 'happened', title: 'Added', width: 164, cell: (s) => <Moment at={s.created} />, by: (s) => s.created, text: (s) => s.created },
];

/** Sources is who sends, and how that goes; and the way to add another. */
export function Sources() {
  const [search, change] = useAddress();
  const client = useQueryClient();
  const may = useMay('sources:write');
  const [active, setActive] = useState<string>();
  const [layout, setLayout] = useSetting('layout.sources', noLayout, isLayout);
  const q = useQuery({ queryKey: ['sources'], queryFn: ({ signal }) => api.listSources({ signal }), refetchInterval: 5000 });
  const hear = useCallback((n: Notice) => { if (n.event === 'source' || n.event === 'reset') void client.invalidateQueries({ queryKey: ['sources'] }); }, [client]);
  useNotices(hear);
  const [by = 'title', down = ''] = (search['sort'] ?? 'title').split(/(?=-$)/);
  const sort = { by, descending: down === '-' };
  const all = useMemo(() => (q.data?.items ?? []).filter((s) => search['revoked'] === 'yes' || !s.revoked), [q.data, search]);
  const lines: Line<Source>[] = sorted(all, columns, sort, (a, b) => a.name.localeCompare(b.name)).map((s) => ({ kind: 'item', key: s.name, item: s }));
  const place = lines.findIndex((l) => l.key === active);
  const open = (name: string): void => change({ item: name, add: undefined }, { replace: search['item'] !== undefined });
  const move = (n: number): void => { const l = lines[Math.min(lines.length - 1, Math.max(0, place + n))]; if (l) setActive(l.key); };
  useShortcuts('Sources', [
    { keys: 'j', does: 'Next source', run: () => move(1) },
    { keys: 'k', does: 'Source before', run: () => move(-1) },
    { keys: 'Enter', does: 'Open the active source', run: () => { if (active !== undefined) open(active); } },
    ...(may ? [{ keys: '+', does: 'Add a source', run: () => change({ add: 'yes', item: undefined }) }] : []),
  ]);
  const one = q.data?.items.find((s) => s.name === search['item']);
  const silent = all.filter((s) => conditionOf(s) === 'silent').length;
  const close = (): void => change({ item: undefined, add: undefined }, { replace: true });
  return (
    <div className="queue">
      <div className="queue-main">
        <div className="title-row row wrap">
          <h1>{q.data ? count(all.length, 'source') : 'Sources'}</h1>
          <p className="muted grow">Who sends events here, since the program started.{silent > 0 && <strong className="warn-text"> {silent} silent.</strong>}</p>
          <label className="row"><input type="checkbox" checked={search['revoked'] === 'yes'} onChange={(e) => change({ revoked: e.target.checked ? 'yes' : undefined })} />Revoked ones too</label>
          {may && <button type="button" className="button primary" onClick={() => change({ add: 'yes', item: undefined })}>Add a source <kbd>+</kbd></button>}
        </div>
        {q.error && q.data ? <Stale at={q.dataUpdatedAt} retry={() => void q.refetch()} /> : null}
        {q.error && !q.data ? <Failed what="the sources" error={q.error} retry={() => void q.refetch()} /> : !q.data ? <Loading what="sources" /> : (
          <Table
            label={`Sources, ${all.length}`} columns={columns} lines={lines} layout={layout} onLayout={setLayout} sort={sort} onSort={(s) => change({ sort: `${s.by}${s.descending ? '-' : ''}` })}
            density="comfortable" active={active} onActive={setActive} onOpen={open} selected={none} onSelect={() => undefined} describe={(s) => plain(s.name)} selectable={false}
            empty={<Empty title="Nobody sends yet">Add a source: it gets a token, and the configuration to paste into what sends.</Empty>}
          />
        )}
      </div>
      {search['add'] === 'yes' && may && <SidePanel label="Add a source" onClose={close}><AddSource sources={q.data?.items ?? []} /></SidePanel>}
      {one && <SidePanel label="Source" onClose={close}><SourceDetail s={one} /></SidePanel>}
    </div>
  );
}

const none: ReadonlySet<string> = new Set();
