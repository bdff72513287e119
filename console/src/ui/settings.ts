// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback, useSyncExternalStore } from 'react';

// What a person sets for themselves in this browser: theme, zone, density, columns, saved views. Never anything of the
// server's. All parts of the page, and all tabs, see one value.
const prefix = 'gambeson.';
const listeners = new Set<() => void>();

if (typeof window !== 'undefined') {
  window.addEventListener('storage', () => { for (const l of listeners) l(); });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function load(name: string): string | null {
  try { return localStorage.getItem(prefix + name); } catch { return null; }
}

/** saveSetting keeps a value, or forgets it where it is undefined. */
export function saveSetting(name: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch { /* a browser that keeps nothing forgets at the next load */ }
  for (const l of listeners) l();
}

const parsed = new Map<string, { text: string | null; value: unknown }>();

function read(name: string): unknown {
  const text = load(name);
  const had = parsed.get(name);
  if (had && had.text === text) return had.value;
  let value: unknown;
  try { value = text === null ? undefined : JSON.parse(text); } catch { value = undefined; }
  parsed.set(name, { text, value });
  return value;
}

/** useSetting is a setting by name; what was stored and is not valid any more counts as the initial value. */
export function useSetting<T>(name: string, initial: T, valid: (v: unknown) => v is T): [T, (v: T) => void] {
  const value = useSyncExternalStore(subscribe, () => read(name));
  const set = useCallback((v: T) => saveSetting(name, v), [name]);
  return [valid(value) ? value : initial, set];
}
