// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { memo, useEffect, useId, useMemo, useRef, useSyncExternalStore } from 'react';
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Column, Layout, Line, Sort } from './table-model.ts';
import { arranged, template } from './table-model.ts';
import { HeaderCell } from './table-header.tsx';

export interface TableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  lines: readonly Line<T>[];
  layout: Layout;
  onLayout: (l: Layout) => void;
  sort: Sort;
  onSort: (s: Sort) => void;
  density: 'compact' | 'comfortable';
  active: string | undefined;
  onActive: (key: string) => void;
  onOpen: (key: string) => void;
  selected: ReadonlySet<string>;
  onSelect: (key: string, to?: string) => void;
  onGroup?: (group: string) => void;
  /** describe names a row for screen readers. */
  describe: (item: T) => string;
  empty?: ReactNode;
  /** selectable is whether rows can be selected; they can unless it is false. */
  selectable?: boolean;
}

const heights = { compact: 28, comfortable: 36, narrow: 76 };

const phone = '(max-width: 700px)';

/** useNarrow reports whether the page is as narrow as a phone: a row has lines then instead of columns. */
function useNarrow(): boolean {
  return useSyncExternalStore(
    (l) => { const m = matchMedia(phone); m.addEventListener('change', l); return () => m.removeEventListener('change', l); },
    () => matchMedia(phone).matches,
  );
}

/** Table is a list of any length: only what is seen is drawn. The grid has the focus and one row is the active one. */
export function Table<T>(p: TableProps<T>) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useNarrow();
  const height = heights[narrow ? 'narrow' : p.density];
  const columns = useMemo(() => arranged(p.columns, p.layout), [p.columns, p.layout]);
  const rows = useVirtualizer({ count: p.lines.length, getScrollElement: () => scroller.current, estimateSize: () => height, overscan: 24 });
  useEffect(() => rows.measure(), [rows, height]);
  const tickable = p.selectable !== false;
  const at = p.lines.findIndex((l) => l.key === p.active);
  useEffect(() => { if (at >= 0) rows.scrollToIndex(at, { align: 'auto' }); }, [at, rows]);

  const go = (to: number): void => {
    const line = p.lines[Math.min(p.lines.length - 1, Math.max(0, to))];
    if (line) p.onActive(line.key);
  };
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / height) - 2);
  const press = (e: KeyboardEvent): void => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target !== e.currentTarget) return;
    const line = p.lines[at];
    switch (e.key) {
      case 'ArrowDown': case 'j': go(at + 1); break;
      case 'ArrowUp': case 'k': go(at < 0 ? 0 : at - 1); break;
      case 'PageDown': go(at + page); break;
      case 'PageUp': go(at - page); break;
      case 'Home': go(0); break;
      case 'End': go(p.lines.length - 1); break;
      case 'ArrowLeft': if (line?.kind === 'group' && line.open) p.onGroup?.(line.key); break;
      case 'ArrowRight': if (line?.kind === 'group' && !line.open) p.onGroup?.(line.key); break;
      case 'Enter': if (line?.kind === 'group') p.onGroup?.(line.key); else if (line) p.onOpen(line.key); break;
      case 'x': case ' ': if (line) p.onSelect(line.key); break;
      default: return;
    }
    e.preventDefault();
    e.stopPropagation();
  };

  const style: CSSProperties & Record<'--columns', string> = { '--columns': template(columns, p.layout, tickable) };
  return (
    <div
      ref={scroller} className={`table ${narrow ? 'narrow' : p.density}`} role="grid" aria-label={p.label} tabIndex={0} style={style} aria-rowcount={p.lines.length + 1}
      aria-colcount={columns.length + (tickable ? 1 : 0)} aria-multiselectable={tickable} aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined} onKeyDown={press}
      data-grid="main"
    >
      <div className="table-row table-head" role="row" aria-rowindex={1}>
        {tickable && <div className="cell" role="columnheader"><span className="unseen">Selected</span></div>}
        {columns.map((c) => (
          <HeaderCell key={c.id} column={c} layout={p.layout} onLayout={p.onLayout} sort={p.sort} onSort={p.onSort} pinned={p.layout.pinned.includes(c.id)} />
        ))}
      </div>
      <div className="table-body" role="presentation" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((v) => {
          const line = p.lines[v.index];
          if (!line) return null;
          const common = { id: `${id}-${v.index}`, index: v.index, top: v.start, active: v.index === at, selected: p.selected.has(line.key) };
          return line.kind === 'group'
            ? <GroupRow key={line.key} line={line} {...common} columns={columns.length} onGroup={p.onGroup} onActive={p.onActive} onSelect={p.onSelect} />
            : <ItemRow key={line.key} line={line} {...common} columns={columns} tickable={tickable} onActive={p.onActive} onOpen={p.onOpen} onSelect={p.onSelect} describe={p.describe} />;
        })}
      </div>
      {p.lines.length === 0 && <div role="row"><div role="gridcell" className="table-empty">{p.empty}</div></div>}
    </div>
  );
}

interface RowProps {
  id: string;
  index: number;
  top: number;
  active: boolean;
  selected: boolean;
  onActive: (key: string) => void;
  onSelect: (key: string, to?: string) => void;
}

const rowClass = (p: RowProps, more = ''): string => `table-row${p.active ? ' active' : ''}${p.selected ? ' selected' : ''}${more}`;

const at = (top: number): CSSProperties => ({ transform: `translateY(${top}px)` });

function GroupRow<T>(p: RowProps & { line: Line<T> & { kind: 'group' }; columns: number; onGroup: ((key: string) => void) | undefined }) {
  return (
    <div
      id={p.id} className={rowClass(p, ' group')} role="row" aria-rowindex={p.index + 2} aria-selected={p.selected} style={at(p.top)}
      onClick={() => { p.onActive(p.line.key); p.onGroup?.(p.line.key); }}
    >
      <Tick selected={p.selected} onTick={() => p.onSelect(p.line.key)} label={`group ${p.line.name}`} />
      <div className="cell group-name" role="gridcell" aria-colspan={p.columns}>
        <span aria-hidden="true" className="faint">{p.line.open ? '▾' : '▸'}</span>
        <span className="unseen">{p.line.open ? 'Open' : 'Closed'} group</span>
        {p.line.title}
        <span className="badge">{p.line.count.toLocaleString('en')}</span>
      </div>
    </div>
  );
}

type ItemProps<T> = RowProps & { line: Line<T> & { kind: 'item' }; columns: readonly Column<T>[]; tickable: boolean; onOpen: (key: string) => void; describe: (item: T) => string };

const ItemRow = memo(ItemRowOf) as typeof ItemRowOf;

function ItemRowOf<T>(p: ItemProps<T>) {
  return (
    <div
      id={p.id} className={rowClass(p)} role="row" aria-rowindex={p.index + 2} aria-selected={p.selected} style={at(p.top)}
      onClick={(e) => { p.onActive(p.line.key); if (e.shiftKey) p.onSelect(p.line.key, p.line.key); else p.onOpen(p.line.key); }}
    >
      {p.tickable && <Tick selected={p.selected} onTick={() => p.onSelect(p.line.key)} label={p.describe(p.line.item)} />}
      {p.columns.map((c) => (
        <div key={c.id} role="gridcell" className={`cell${c.align === 'right' ? ' number' : ''}${c.className ? ` ${c.className}` : ''}`} data-column={c.id}>
          {c.cell(p.line.item)}
        </div>
      ))}
    </div>
  );
}

function Tick({ selected, onTick, label }: { selected: boolean; onTick: () => void; label: string }) {
  return (
    <div className="cell tick" role="gridcell" onClick={(e) => { e.stopPropagation(); onTick(); }}>
      <input type="checkbox" tabIndex={-1} checked={selected} readOnly aria-label={`Select ${label}`} />
    </div>
  );
}
