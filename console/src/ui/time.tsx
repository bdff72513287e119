// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useSetting } from './settings.ts';
import { span } from './text.tsx';

export type Zone = 'local' | 'utc';

/** useZone is the zone in which times are shown, for the whole page. */
export const useZone = (): [Zone, (z: Zone) => void] => useSetting<Zone>('zone', 'utc', (v): v is Zone => v === 'local' || v === 'utc');

const two = (n: number): string => String(n).padStart(2, '0');

/** clock writes a moment: date and time to the second, or to the millisecond. */
export function clock(at: Date | number, zone: Zone, o: { date?: boolean; ms?: boolean } = {}): string {
  const d = new Date(at);
  if (Number.isNaN(d.getTime())) return '—';
  const u = zone === 'utc';
  const day = u
    ? `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`
    : `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  const time = u
    ? `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`
    : `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
  const ms = o.ms ? `.${String(u ? d.getUTCMilliseconds() : d.getMilliseconds()).padStart(3, '0')}` : '';
  return o.date === false ? time + ms : `${day} ${time}${ms}`;
}

const zoneName = (z: Zone): string => (z === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone);

/** bothClocks says a moment in both zones, for who hovers. */
export const bothClocks = (at: string | number): string => {
  const d = new Date(at);
  return `${clock(d, 'utc', { ms: true })} UTC\n${clock(d, 'local', { ms: true })} ${zoneName('local')}\n${span(Date.now() - d.getTime())} ago`;
};

/** Moment shows a time in the reader's zone, the other one on hover. */
export function Moment({ at, ms = false, date = true }: { at: string; ms?: boolean; date?: boolean }) {
  const [zone] = useZone();
  return <time className="mono" dateTime={at} title={bothClocks(at)}>{clock(new Date(at), zone, { ms, date })}</time>;
}

/** Age shows how long ago something was, the moment on hover. */
export function Age({ at }: { at: string }) {
  return <time dateTime={at} title={bothClocks(at)}>{span(Date.now() - new Date(at).getTime()).split(' ').slice(0, 2).join(' ')}</time>;
}
