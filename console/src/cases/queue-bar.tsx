// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { useAddress } from '../app/address.ts';
import { useShortcuts } from '../app/keys.tsx';
import { formatTerms, parseTerms, withTerm, withoutTerm } from '../app/terms.ts';
import type { Term } from '../app/terms.ts';
import type { Severity } from '../api/types.ts';
import { ColumnsMenu } from '../ui/columns-menu.tsx';
import { severities, Shape } from '../ui/severity.tsx';
import { csv } from '../ui/table-model.ts';
import type { Layout } from '../ui/table-model.ts';
import { middle, plain } from '../ui/text.tsx';
import type { Item, Kind } from './queue-kinds.tsx';
import type { Density } from './queue-list.tsx';
import { groupings } from './queue-query.ts';
import type { View } from './queue-query.ts';
import { SavedViews } from './saved-views.tsx';

interface Props<T extends Item> {
  kind: Kind<T>;
  view: View;
  total: number | undefined;
  shown: readonly T[];
  news: { fresh: number; missed: boolean; take: () => void };
  layout: Layout;
  onLayout: (l: Layout) => void;
  density: Density;
  onDensity: (d: Density) => void;
}

/** QueueBar says what is seen, and changes it: kind, state, filter, group, columns. Everything is in the address. */
export function QueueBar<T extends Item>({ kind, view, total, shown, news, layout, onLayout, density, onDensity }: Props<T>) {
  const [search, change] = useAddress();
  const stateOf = search['state'] === 'closed' || search['state'] === 'any' ? search['state'] : 'open';
  const save = (): void => {
    const url = URL.createObjectURL(new Blob([csv(shown, kind.columns)], { type: 'text/csv' }));
    const a = document.createElement('a');
    a.href = url;
    a.download = `gambeson-${kind.name}.csv`;
    a.click();
    URL.revokeObjectURL(url);
  };
  return (
    <>
      <div className="title-row row wrap">
        <h1>{total === undefined ? 'Queue' : `${total.toLocaleString('en')} ${total === 1 ? kind.noun : kind.name}`}</h1>
        <p className="muted grow">{sentence(view)}</p>
        {(news.fresh > 0 || news.missed) && (
          <button type="button" className="button news" onClick={news.take}>
            {news.fresh > 0 ? `${news.fresh.toLocaleString('en')} new` : 'The list may have changed'} <kbd>.</kbd>
          </button>
        )}
      </div>
      <div className="tools row wrap">
        <Choice label="Show" value={view.show} all={[['cases', 'Cases'], ['findings', 'Findings']]} onChange={(v) => change({ show: v === 'cases' ? undefined : v, item: undefined, group: undefined, open: undefined, sort: undefined })} />
        <Choice label="State" value={stateOf} all={[['open', 'Open'], ['closed', 'Closed'], ['any', 'All']]} onChange={(v) => change({ state: v === 'open' ? undefined : v, item: undefined })} />
        <Filter view={view} />
        <label className="row group-choice">
          Group
          <select value={view.group} onChange={(e) => change({ group: e.target.value || undefined, open: undefined })}>
            <option value="">none</option>
            {groupings.map((g) => <option key={g} value={g}>{g}</option>)}
          </select>
        </label>
        <SavedViews />
        <ColumnsMenu columns={kind.columns} layout={layout} onLayout={onLayout} />
        <button type="button" className="button wide-only" onClick={() => onDensity(density === 'compact' ? 'comfortable' : 'compact')}>{density === 'compact' ? 'Wider rows' : 'Denser rows'}</button>
        <button type="button" className="button wide-only" onClick={save} disabled={shown.length === 0}>Save {shown.length.toLocaleString('en')} as CSV</button>
      </div>
      <Chips view={view} />
    </>
  );
}

function sentence(v: View): string {
  const what = v.states.length === 3 ? 'Everything that was found' : v.states.includes('closed') ? 'What has a verdict' : 'What waits for a verdict';
  return `${what}${v.group === '' ? ', the gravest first' : `, by ${v.group}`}.`;
}

function Choice<V extends string>({ label, value, all, onChange }: { label: string; value: V; all: readonly (readonly [V, string])[]; onChange: (v: V) => void }) {
  return (
    <div className="choice" role="group" aria-label={label}>
      {all.map(([v, word]) => <button key={v} type="button" className="button" aria-pressed={v === value} onClick={() => onChange(v)}>{word}</button>)}
    </div>
  );
}

function Filter({ view }: { view: View }) {
  const [, change] = useAddress();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  useShortcuts('Filter', [{ keys: '/', does: 'Filter', run: () => input.current?.focus() }]);
  useEffect(() => setText(''), [view.show]);
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    const more = parseTerms(text);
    if (more.length > 0) change({ q: formatTerms(more.reduce(withTerm, view.terms)) });
    setText('');
    document.querySelector<HTMLElement>('[data-grid="main"]')?.focus();
  };
  return (
    <form className="filter" role="search" onSubmit={submit}>
      <input
        ref={input} value={text} onChange={(e) => setText(e.target.value)} placeholder="Filter: words, severity:high, -source:okta" aria-label="Filter" spellCheck={false} autoComplete="off"
        onKeyDown={(e) => { if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); setText(''); document.querySelector<HTMLElement>('[data-grid="main"]')?.focus(); } }}
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}

function Chips({ view }: { view: View }) {
  const [, change] = useAddress();
  const set = (terms: Term[]): void => change({ q: formatTerms(terms), item: undefined });
  const chosen = (s: Severity): Term | undefined => view.terms.find((t) => t.field === 'severity' && t.value === s && !t.not);
  return (
    <div className="row wrap filters">
      <div className="severities" role="group" aria-label="Severity">
        {severities.filter((s) => s !== 'unknown' && s !== 'fatal').map((s) => {
          const t = chosen(s);
          return (
            <button key={s} type="button" className={`filter-chip tone-${s}`} aria-pressed={t !== undefined} onClick={() => set(t ? withoutTerm(view.terms, t) : withTerm(view.terms, { field: 'severity', value: s, not: false }))}>
              <Shape severity={s} size={10} /> {s === 'informational' ? 'info' : s}
            </button>
          );
        })}
      </div>
      {view.terms.filter((t) => t.field !== 'severity' || t.not).map((t) => (
        <span key={formatTerms([t])} className="filter-chip">
          <button type="button" onClick={() => set(withTerm(view.terms, { ...t, not: !t.not }))} title="Turn around">{t.not ? 'without ' : ''}{t.field === '' ? 'words' : t.field}</button>
          <span className="mono">{plain(middle(t.value, 48))}</span>
          <button type="button" aria-label={`Remove ${plain(t.value)}`} onClick={() => set(withoutTerm(view.terms, t))}>✕</button>
        </span>
      ))}
    </div>
  );
}
