// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { KeyboardEvent, PointerEvent } from 'react';
import { useRef } from 'react';
import type { Column, Layout, Sort } from './table-model.ts';

interface Props<T> {
  column: Column<T>;
  layout: Layout;
  onLayout: (l: Layout) => void;
  sort: Sort;
  onSort: (s: Sort) => void;
  pinned: boolean;
}

const least = 48;

/** HeaderCell is a column's head: a press sorts, its edge is dragged (or moved by the arrow keys) to resize. */
export function HeaderCell<T>({ column: c, layout, onLayout, sort, onSort, pinned }: Props<T>) {
  const cell = useRef<HTMLDivElement>(null);
  const begin = useRef({ x: 0, width: 0 });
  const mine = sort.by === c.id;
  const resize = (width: number): void => onLayout({ ...layout, widths: { ...layout.widths, [c.id]: Math.max(least, Math.round(width)) } });
  const grab = (e: PointerEvent<HTMLDivElement>): void => {
    begin.current = { x: e.clientX, width: cell.current?.offsetWidth ?? c.width };
    e.currentTarget.setPointerCapture(e.pointerId);
  };
  const drag = (e: PointerEvent<HTMLDivElement>): void => {
    if (e.buttons === 1) resize(begin.current.width + e.clientX - begin.current.x);
  };
  const step = (e: KeyboardEvent): void => {
    const by = e.key === 'ArrowRight' ? 16 : e.key === 'ArrowLeft' ? -16 : 0;
    if (by === 0) return;
    e.preventDefault();
    resize((cell.current?.offsetWidth ?? c.width) + by);
  };
  return (
    <div
      ref={cell} role="columnheader" className={`cell${c.align === 'right' ? ' number' : ''}${c.className ? ` ${c.className}` : ''}`} data-column={c.id}
      aria-sort={mine ? (sort.descending ? 'descending' : 'ascending') : c.by ? 'none' : undefined}
    >
      {pinned && <span className="unseen">Pinned </span>}
      {c.by
        ? (
          <button type="button" className="head" onClick={() => onSort({ by: c.id, descending: mine ? !sort.descending : c.align === 'right' })}>
            <span className="cut">{c.title}</span>
            {mine && <span aria-hidden="true">{sort.descending ? '↓' : '↑'}</span>}
          </button>
        )
        : <span className="head cut">{c.title}</span>}
      <div
        className="resize" role="separator" aria-orientation="vertical" aria-label={`Width of ${c.title}`} tabIndex={0} aria-valuenow={layout.widths[c.id] ?? c.width}
        aria-valuemin={least} aria-valuemax={1200} onPointerDown={grab} onPointerMove={drag} onKeyDown={step}
      />
    </div>
  );
}
