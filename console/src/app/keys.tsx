// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useRef, useSyncExternalStore } from 'react';

/** Shortcut is a key, or keys one after the other ("g q"), with what they do here. */
export interface Shortcut {
  keys: string;
  does: string;
  run: () => void;
}

export interface ShortcutGroup {
  title: string;
  all: readonly Shortcut[];
}

// The groups that work now: the last that was added goes first, so that a panel's Escape comes before the page's.
let groups: readonly ShortcutGroup[] = [];
const listeners = new Set<() => void>();

function change(next: readonly ShortcutGroup[]): void {
  groups = next;
  for (const l of listeners) l();
}

const subscribe = (l: () => void): (() => void) => {
  listeners.add(l);
  return () => listeners.delete(l);
};

/** useShortcutGroups lists what works now, for the overlay. */
export const useShortcutGroups = (): readonly ShortcutGroup[] => useSyncExternalStore(subscribe, () => groups);

/** useShortcuts makes keys work as long as the component is there. */
export function useShortcuts(title: string, all: readonly Shortcut[], on = true): void {
  const latest = useRef(all);
  useEffect(() => { latest.current = all; });
  const signature = all.map((s) => `${s.keys}\n${s.does}`).join('\n\n');
  useEffect(() => {
    if (!on) return undefined;
    const group: ShortcutGroup = {
      title,
      all: latest.current.map((s, i) => ({ ...s, run: () => latest.current[i]?.run() })),
    };
    change([group, ...groups]);
    return () => change(groups.filter((g) => g !== group));
  }, [title, signature, on]);
}

const nameOf = (e: KeyboardEvent): string =>
  `${e.ctrlKey || e.metaKey ? 'Ctrl-' : ''}${e.key === ' ' ? 'Space' : e.key.length === 1 && (e.ctrlKey || e.metaKey) ? e.key.toUpperCase() : e.key}`;

const typing = (t: EventTarget | null): boolean =>
  t instanceof HTMLElement && (t.isContentEditable || t.matches('input:not([type=checkbox]), textarea, select'));

// Keys that a control which has the focus takes for itself.
const ofControls = new Set(['Enter', 'Space', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']);

const controls = 'button, a, [role="menuitem"], [role="option"], [role="tab"], [role="separator"], summary';

/** listen makes the shortcuts of the page work; one call for the page. */
export function listen(): () => void {
  let before = '';
  let since = 0;
  const press = (e: KeyboardEvent): void => {
    if (e.defaultPrevented || e.isComposing || e.altKey) return;
    const key = nameOf(e);
    const here = e.target instanceof HTMLElement ? e.target : null;
    if (typing(e.target) && key !== 'Ctrl-K' && key !== 'Escape') return;
    if (here?.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') && key !== 'Ctrl-K') return;
    if (ofControls.has(key) && here?.closest(controls)) return;
    const sequence = e.timeStamp - since < 1200 && before !== '' ? `${before} ${key}` : '';
    for (const wanted of sequence ? [sequence, key] : [key]) {
      for (const g of groups) {
        const s = g.all.find((x) => x.keys === wanted);
        if (!s) continue;
        e.preventDefault();
        before = '';
        s.run();
        return;
      }
    }
    before = key;
    since = e.timeStamp;
  };
  window.addEventListener('keydown', press);
  return () => window.removeEventListener('keydown', press);
}

/** Keys shows keys. */
export function Keys({ keys }: { keys: string }) {
  return <span className="keys">{keys.split(' ').map((k, i) => <kbd key={i}>{k}</kbd>)}</span>;
}
