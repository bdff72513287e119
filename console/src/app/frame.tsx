// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback, useEffect, useState } from 'react';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { plain, span } from '../ui/text.tsx';
import { Toasts, toast } from '../ui/toasts.tsx';
import { useZone } from '../ui/time.tsx';
import { useSetting } from '../ui/settings.ts';
import { stringifySearch } from './address.ts';
import type { Search } from './address.ts';
import { listen, useShortcuts } from './keys.tsx';
import { connect, pause, useLink } from './live.ts';
import { Palette, ShortcutHelp } from './palette.tsx';
import { RangePicker } from './range-picker.tsx';
import { absolute } from './range.ts';
import { useMay, useSession } from './session.tsx';
import { termText } from './terms.ts';
import { places } from './places.tsx';

type Theme = 'system' | 'dark' | 'light';
const isTheme = (v: unknown): v is Theme => v === 'system' || v === 'dark' || v === 'light';

/** Frame is what all pages stand in: the rail, the bar, and what is told. */
export function Frame() {
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const [theme, setTheme] = useSetting<Theme>('theme', 'system', isTheme);
  const [zone, setZone] = useZone();
  const navigate = useNavigate();
  const here = useRouterState({ select: (s) => s.location });
  useEffect(() => listen(), []);
  useEffect(() => connect(), []);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const go = useCallback((to: string, search: Search = {}) => void navigate({ to, search: search as never }), [navigate]);
  const find = useCallback((text: string) => [
    { title: `Findings with “${text}”`, run: () => go('/queue', { show: 'findings', q: termText(text), state: 'any' }) },
    { title: `Cases with “${text}”`, run: () => go('/queue', { q: termText(text), state: 'any' }) },
  ], [go]);
  const link = async (): Promise<void> => {
    const search = absolute(here.search as Search, Date.now());
    try {
      await navigator.clipboard.writeText(`${location.origin}${here.pathname}${stringifySearch(search)}`);
      toast({ text: 'Address copied, with fixed times', tone: 'okay' });
    } catch { toast({ text: 'The browser does not let this page copy', tone: 'fail' }); }
  };
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  useShortcuts('Everywhere', [
    { keys: 'Ctrl-K', does: 'Search and commands', run: () => setPalette(true) },
    { keys: '?', does: 'Show the keys that work here', run: () => setHelp(true) },
    ...places.map((p) => ({ keys: `g ${p.key}`, does: `Go to ${p.title}`, run: () => go(p.to) })),
    { keys: 'y', does: 'Copy the address of this view', run: () => void link() },
    { keys: 'T', does: dark ? 'Light theme' : 'Dark theme', run: () => setTheme(dark ? 'light' : 'dark') },
    { keys: 'Z', does: zone === 'utc' ? 'Times in my zone' : 'Times in UTC', run: () => setZone(zone === 'utc' ? 'local' : 'utc') },
  ]);
  return (
    <div className="frame">
      <a className="skip button" href="#content" onClick={(e) => { e.preventDefault(); document.getElementById('content')?.focus(); }}>Skip to the content</a>
      <Rail />
      <header className="bar">
        <button type="button" className="button bar-search" onClick={() => setPalette(true)}>
          <span className="grow faint">Search or do …</span>
          <kbd>Ctrl</kbd><kbd>K</kbd>
        </button>
        <span className="grow" />
        {here.pathname === '/queue' && <RangePicker />}
        <Live />
        <button type="button" className="button quiet icon bar-help" aria-label="Keys that work here" onClick={() => setHelp(true)}>?</button>
      </header>
      <main id="content" className="content" tabIndex={-1}><Outlet /></main>
      <Toasts />
      <Palette open={palette} onOpen={setPalette} search={find} />
      <ShortcutHelp open={help} onOpen={setHelp} />
    </div>
  );
}

function Rail() {
  const self = useSession();
  const may = { 'cases:read': useMay('cases:read'), 'sources:read': useMay('sources:read'), 'deadletters:read': useMay('deadletters:read'), 'health:read': useMay('health:read') };
  const groups = [...new Set(places.map((p) => p.group))];
  return (
    <nav className="rail" aria-label="Places">
      <p className="rail-name"><img src="/icon.svg" alt="" width="18" height="18" />Gambeson</p>
      {groups.map((g) => {
        const mine = places.filter((p) => p.group === g && may[p.needs]);
        return mine.length === 0 ? null : (
          <section key={g} aria-label={g}>
            <h2 className="rail-group">{g}</h2>
            <ul>
              {mine.map((p) => (
                <li key={p.to}>
                  <Link to={p.to} search={{} as never} className="rail-link" activeOptions={{ includeSearch: false }} activeProps={{ className: 'rail-link here' }}>
                    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.3"><path d={p.icon} /></svg>
                    {p.title}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      <span className="grow" />
      <dl className="rail-foot">
        <dt>Tenant</dt><dd className="cut">{plain(self.tenant)}</dd>
        <dt>Signed in</dt><dd className="cut">{plain(self.name)}</dd>
      </dl>
    </nav>
  );
}

const liveWords = { connecting: 'Connecting', live: 'Live', lost: 'Cut off', paused: 'Paused' };

function Live() {
  const link = useLink();
  const [, tick] = useState(0);
  useEffect(() => {
    if (link.state === 'live') return undefined;
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [link.state]);
  const behind = link.state === 'lost' || link.state === 'paused' ? ` ${span(Date.now() - link.since)}` : '';
  return (
    <button type="button" className={`button quiet live ${link.state}`} title={link.state === 'paused' ? 'Resume' : 'Pause'} onClick={() => pause(link.state !== 'paused')}>
      <span className="live-mark" aria-hidden="true" />
      <span role="status">{liveWords[link.state]}</span>
      <span>{behind}</span>
    </button>
  );
}
