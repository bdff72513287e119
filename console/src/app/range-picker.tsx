// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useState } from 'react';
import type { FormEvent } from 'react';
import { Popover } from '@base-ui/react/popover';
import { clock, useZone } from '../ui/time.tsx';
import { useAddress } from './address.ts';
import { quick, rangeOf } from './range.ts';

const words: Record<string, string> = { '15m': '15 minutes', '1h': '1 hour', '6h': '6 hours', '24h': '24 hours', '7d': '7 days', '30d': '30 days' };

/** RangePicker says which stretch of time is looked at: relative or absolute, and in which zone. */
export function RangePicker() {
  const [search, change] = useAddress();
  const [zone, setZone] = useZone();
  const [open, setOpen] = useState(false);
  const [wrong, setWrong] = useState('');
  const range = rangeOf(search, Date.now());
  const show = (at: number | undefined): string => (at === undefined ? '' : clock(at, zone).slice(0, 16));
  const has = range.from !== undefined || range.to !== undefined;
  const read = (text: string): string | undefined => {
    if (text.trim() === '') return undefined;
    const d = new Date(`${text.trim().replace(' ', 'T')}${zone === 'utc' ? 'Z' : ''}`);
    if (Number.isNaN(d.getTime())) throw new RangeError(`“${text}” is no time: write it as 2026-11-24 16:00`);
    return d.toISOString();
  };
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    try {
      const [from, to] = [read(String(form.get('from'))), read(String(form.get('to')))];
      if (from !== undefined && to !== undefined && from >= to) throw new RangeError('The range ends before it begins');
      change({ range: undefined, from, to });
      setWrong('');
      setOpen(false);
    } catch (x) { setWrong(x instanceof Error ? x.message : String(x)); }
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="button range">
        <span>{range.relative !== undefined ? `Last ${words[range.relative] ?? range.relative}` : has ? 'Range' : 'All time'}</span>
        {has && <span className="faint mono range-absolute">{show(range.from) || 'begin'} – {show(range.to) || 'now'}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end">
          <Popover.Popup className="popup range-popup" aria-label="Time range">
            <div className="range-quick" role="group" aria-label="Relative">
              <button type="button" className="menu-item" onClick={() => { change({ range: undefined, from: undefined, to: undefined }); setOpen(false); }}>All time</button>
              {quick.map((q) => (
                <button key={q} type="button" className="menu-item" aria-pressed={search['range'] === q} onClick={() => { change({ range: q, from: undefined, to: undefined }); setOpen(false); }}>
                  Last {words[q]}
                </button>
              ))}
            </div>
            <form onSubmit={submit} className="range-exact">
              <label>From <input name="from" className="mono" defaultValue={show(range.from)} placeholder="2026-11-24 16:00" autoComplete="off" /></label>
              <label>To <input name="to" className="mono" defaultValue={show(range.to)} placeholder="now" autoComplete="off" /></label>
              <p className="fail-text" role="alert">{wrong}</p>
              <div className="row">
                <button type="button" className="button" aria-pressed={zone === 'utc'} onClick={() => setZone('utc')}>UTC</button>
                <button type="button" className="button" aria-pressed={zone === 'local'} onClick={() => setZone('local')}>My zone</button>
                <span className="grow" />
                <button type="submit" className="button primary">Show range</button>
              </div>
            </form>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
