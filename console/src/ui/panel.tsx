// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useRef } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useShortcuts } from '../app/keys.tsx';
import { useSetting } from './settings.ts';

const least = 320;
const most = 900;
const bound = (n: number): number => Math.min(most, Math.max(least, Math.round(n)));
const isWidth = (v: unknown): v is number => typeof v === 'number' && v >= least && v <= most;

/** SidePanel shows what is selected beside the list: Escape closes it and gives the focus back, o opens it as a page. */
export function SidePanel({ label, onClose, onPage, children }: { label: string; onClose: () => void; onPage?: () => void; children: ReactNode }) {
  const [width, setWidth] = useSetting('panel', 460, isWidth);
  const from = useRef<Element | null>(null);
  useEffect(() => {
    from.current = document.activeElement;
    return () => { if (from.current instanceof HTMLElement && from.current.isConnected) from.current.focus(); };
  }, []);
  useShortcuts('Panel', [
    { keys: 'Escape', does: 'Close the panel', run: onClose },
    ...(onPage ? [{ keys: 'o', does: 'Open what is selected as a page', run: onPage }] : []),
  ]);
  const drag = (e: PointerEvent<HTMLDivElement>): void => {
    if (e.buttons === 1) setWidth(bound(window.innerWidth - e.clientX));
  };
  const step = (e: KeyboardEvent): void => {
    if (e.key === 'ArrowLeft') setWidth(bound(width + 24));
    else if (e.key === 'ArrowRight') setWidth(bound(width - 24));
    else return;
    e.preventDefault();
  };
  return (
    <aside className="panel" aria-label={label} style={{ width }}>
      <div
        className="panel-edge" role="separator" aria-orientation="vertical" aria-label="Width of the panel" tabIndex={0}
        aria-valuenow={width} aria-valuemin={least} aria-valuemax={most} onKeyDown={step}
        onPointerDown={(e) => e.currentTarget.setPointerCapture(e.pointerId)} onPointerMove={drag}
      />
      <div className="panel-tools row">
        <span className="grow" />
        {onPage && <button type="button" className="button quiet" onClick={onPage}>Open <kbd>o</kbd></button>}
        <button type="button" className="button quiet" onClick={onClose}>Close <kbd>Esc</kbd></button>
      </div>
      <div className="panel-body" tabIndex={0} role="region" aria-label={`${label}, contents`}>{children}</div>
    </aside>
  );
}
