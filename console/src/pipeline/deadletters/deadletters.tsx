// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback, useMemo, useState } from 'react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, wordsOf } from '../../api/api.ts';
import type { ListDeadlettersParams } from '../../api/client.ts';
import type { DeadLetter } from '../../api/schema.ts';
import { useAddress } from '../../app/address.ts';
import { useShortcuts } from '../../app/keys.tsx';
import { useMay } from '../../app/session.tsx';
import { Id } from '../../ui/entity.tsx';
import { SidePanel } from '../../ui/panel.tsx';
import { useSetting } from '../../ui/settings.ts';
import { Empty, Failed, Loading, Stale } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { isLayout, noLayout } from '../../ui/table-model.ts';
import type { Column, Line } from '../../ui/table-model.ts';
import { bytes, plain, Untrusted } from '../../ui/text.tsx';
import { Moment } from '../../ui/time.tsx';
import { toast } from '../../ui/toasts.tsx';
import { hexDump } from './hex.ts';

const columns: Column<DeadLetter>[] = [
  { id: 'happened', title: 'Received', width: 164, cell: (d) => <Moment at={d.received} />, text: (d) => d.received },
  { id: 'title', title: 'Class', width: 180, className: 'strong', cell: (d) => plain(d.class), text: (d) => d.class },
  { id: 'source', title: 'Source', width: 150, cell: (d) => plain(d.source), text: (d) => d.source },
  { id: 'format', title: 'Format', width: 110, cell: (d) => plain(d.format ?? ''), text: (d) => d.format ?? '' },
  { id: 'because', title: 'Error', width: 260, grow: true, cell: (d) => <Untrusted text={d.message} line />, text: (d) => d.message },
  { id: 'bytes', title: 'Size', width: 84, align: 'right', cell: (d) => bytes(d.bytes), text: (d) => String(d.bytes) },
  { id: 'state', title: 'State', width: 100, cell: (d) => d.state, text: (d) => d.state },
];

/** DeadLetters is what could not be read, whole: by kind of error, with what can be done. */
export function DeadLetters() {
  const [search, change] = useAddress();
  const [active, setActive] = useState<string>();
  const [layout, setLayout] = useSetting('layout.deadletters', noLayout, isLayout);
  const state = search['state'] ?? 'waiting';
  const query: ListDeadlettersParams = { ...(state === 'any' ? {} : { state: state as DeadLetter['state'] }), class: search['class'], source: search['source'] };
  const q = useInfiniteQuery({
    queryKey: ['deadletters', query], queryFn: ({ pageParam, signal }) => api.listDeadletters({ ...query, limit: 500, ...(pageParam === '' ? {} : { after: pageParam }) }, { signal }),
    initialPageParam: '', getNextPageParam: (last) => last.next ?? null,
  });
  const items = useMemo(() => q.data?.pages.flatMap((p) => p.items) ?? [], [q.data]);
  const lines: Line<DeadLetter>[] = items.map((d) => ({ kind: 'item', key: d.id, item: d }));
  const place = lines.findIndex((l) => l.key === active);
  const item = search['item'] ?? '';
  const open = (id: string): void => change({ item: id }, { replace: item !== '' });
  const move = (n: number): void => {
    const l = lines[Math.min(lines.length - 1, Math.max(0, place + n))];
    if (!l) return;
    setActive(l.key);
    if (item !== '') open(l.key);
    if (place > lines.length - 100 && q.hasNextPage && !q.isFetching) void q.fetchNextPage();
  };
  useShortcuts('Dead letters', [
    { keys: 'j', does: 'Next dead letter', run: () => move(1) },
    { keys: 'k', does: 'Dead letter before', run: () => move(-1) },
    { keys: 'Enter', does: 'Open the active dead letter', run: () => { if (active !== undefined) open(active); } },
  ]);
  const filters = (['class', 'source'] as const).filter((f) => search[f]);
  return (
    <div className="queue">
      <div className="queue-main">
        <div className="title-row row wrap">
          <h1>{q.data ? `${items.length.toLocaleString('en')}${q.hasNextPage ? ' and more' : ''} dead ${items.length === 1 ? 'letter' : 'letters'}` : 'Dead letters'}</h1>
          <p className="muted grow">What could not be read, kept whole. Nothing is lost: a record is replayed once what reads it is better.</p>
        </div>
        <div className="tools row wrap">
          <div className="choice" role="group" aria-label="State">
            {(['waiting', 'replayed', 'dropped', 'any'] as const).map((s) => <button key={s} type="button" className="button" aria-pressed={state === s} onClick={() => change({ state: s === 'waiting' ? undefined : s, item: undefined })}>{s}</button>)}
          </div>
          {filters.map((f) => <span key={f} className="filter-chip">{f} <span className="mono">{plain(search[f] ?? '')}</span><button type="button" aria-label={`Remove ${f}`} onClick={() => change({ [f]: undefined })}>✕</button></span>)}
        </div>
        {q.error && q.data ? <Stale at={q.dataUpdatedAt} retry={() => void q.refetch()} /> : null}
        {q.error && !q.data ? <Failed what="the dead letters" error={q.error} retry={() => void q.refetch()} /> : !q.data ? <Loading what="dead letters" /> : (
          <Table
            label="Dead letters" columns={columns} lines={lines} layout={layout} onLayout={setLayout} sort={{ by: '', descending: false }} onSort={() => undefined} density="compact" active={active}
            onActive={setActive} onOpen={open} selected={none} onSelect={() => undefined} describe={(d) => plain(d.class)} selectable={false}
            empty={<Empty title="No dead letters here">{state === 'waiting' ? 'Everything that came in was read.' : 'None has this state.'}</Empty>}
          />
        )}
      </div>
      {item !== '' && <SidePanel label="Dead letter" onClose={() => change({ item: undefined }, { replace: true })}><Letter id={item} /></SidePanel>}
    </div>
  );
}

const none: ReadonlySet<string> = new Set();

function Letter({ id }: { id: string }) {
  const client = useQueryClient();
  const [, change] = useAddress();
  const may = useMay('deadletters:write');
  const [hex, setHex] = useState(false);
  const q = useQuery({ queryKey: ['deadletter', id], queryFn: ({ signal }) => api.getDeadletter({ id }, { signal }) });
  const act = useCallback(async (what: 'replay' | 'drop') => {
    try {
      await (what === 'replay' ? api.replayDeadletter({ id }) : api.dropDeadletter({ id }));
      toast({ text: what === 'replay' ? 'Sent through again, unchanged' : 'Given up: its bytes stay in the log as long as the log does', tone: 'okay' });
    } catch (x) { toast({ text: `Not done: ${wordsOf(x)}`, tone: 'fail' }); }
    void client.invalidateQueries({ queryKey: ['deadletter', id] });
    void client.invalidateQueries({ queryKey: ['deadletters'] });
  }, [client, id]);
  useShortcuts('Dead letter', [{ keys: 'R', does: 'Replay the dead letter', run: () => void act('replay') }, { keys: 'h', does: 'Hex or text', run: () => setHex(!hex) }], may);
  if (q.error && !q.data) return <Failed what="this dead letter" error={q.error} retry={() => void q.refetch()} />;
  if (!q.data) return <Loading what="the dead letter" />;
  const d = q.data;
  const raw = d.data === undefined ? new TextEncoder().encode(d.text ?? '') : Uint8Array.from(atob(d.data), (c) => c.charCodeAt(0));
  const asHex = hex || d.data !== undefined;
  return (
    <article className="detail">
      <div className="row"><strong>{d.state}</strong><span className="grow" /><Id id={d.id} label="dead letter" /></div>
      <h2>{plain(d.class)}</h2>
      <p><Untrusted text={d.message} /></p>
      <dl className="facts">
        <dt>Source</dt><dd><button type="button" className="button" onClick={() => change({ source: d.source })}>{plain(d.source)}: only these</button></dd>
        <dt>Class</dt><dd><button type="button" className="button" onClick={() => change({ class: d.class })}>{plain(d.class)}: only these</button></dd>
        <dt>Received</dt><dd><Moment at={d.received} ms /></dd>
        <dt>Size</dt><dd>{bytes(d.bytes)}</dd>
      </dl>
      {may && d.state === 'waiting' && (
        <div className="row"><button type="button" className="button primary" onClick={() => void act('replay')}>Replay record <kbd>R</kbd></button><button type="button" className="button" onClick={() => void act('drop')}>Give record up</button></div>
      )}
      <section>
        <div className="row"><h3 className="grow">The record, as it was sent</h3>{d.data === undefined && <button type="button" className="button" onClick={() => setHex(!hex)}>{asHex ? 'As text' : 'As hex'} <kbd>h</kbd></button>}</div>
        <pre className="snippet" tabIndex={0}>{asHex ? hexDump(raw, 4096) : <Untrusted text={d.text ?? ''} mono />}</pre>
        {asHex && raw.length > 4096 && <p className="faint">The first 4,096 of {raw.length.toLocaleString('en')} bytes.</p>}
      </section>
    </article>
  );
}
