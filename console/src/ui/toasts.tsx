// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useSyncExternalStore } from 'react';
import { useShortcuts } from '../app/keys.tsx';

/** undoFor is how long what was done can be undone from its toast. */
export const undoFor = 10_000;

export interface Toast {
  id: number;
  text: string;
  tone: 'okay' | 'fail';
  undo?: () => void;
}

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const l of listeners) l();
}

/** toast says what was done, or what failed; with undo for ten seconds. Four at most are there. */
export function toast(t: Omit<Toast, 'id'>): number {
  const id = ++last;
  change([...toasts.slice(-3), { ...t, id }]);
  return id;
}

/** dismiss takes a toast away. */
export const dismiss = (id: number): void => change(toasts.filter((t) => t.id !== id));

const subscribe = (l: () => void): (() => void) => {
  listeners.add(l);
  return () => listeners.delete(l);
};

function One({ t }: { t: Toast }) {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(t.id), undoFor);
    return () => clearTimeout(timer);
  }, [t.id]);
  return (
    <li className={`toast ${t.tone}`}>
      <span className="grow">{t.text}</span>
      {t.undo && (
        <button type="button" className="button" onClick={() => { dismiss(t.id); t.undo?.(); }}>
          Undo <kbd>u</kbd>
        </button>
      )}
      <button type="button" className="button quiet icon" aria-label="Dismiss" onClick={() => dismiss(t.id)}>✕</button>
    </li>
  );
}

/** Toasts is where they are shown, and told to screen readers. */
export function Toasts() {
  const all = useSyncExternalStore(subscribe, () => toasts);
  const undoable = all.findLast((t) => t.undo);
  useShortcuts('Undo', [{ keys: 'u', does: 'Undo what was just done', run: () => { if (undoable) { dismiss(undoable.id); undoable.undo?.(); } } }], undoable !== undefined);
  return (
    <section aria-label="Notices">
      <div role="log" aria-live="polite" aria-label="What was done"><ol className="toasts">{all.map((t) => <One key={t.id} t={t} />)}</ol></div>
    </section>
  );
}
