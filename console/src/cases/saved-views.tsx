// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { FormEvent } from 'react';
import { Popover } from '@base-ui/react/popover';
import { useNavigate } from '@tanstack/react-router';
import { parseSearch, stringifySearch, useAddress } from '../app/address.ts';
import { useSetting } from '../ui/settings.ts';

interface Saved {
  name: string;
  search: string;
}

const isSaved = (v: unknown): v is Saved[] => Array.isArray(v) && v.every((x: unknown) => typeof x === 'object' && x !== null && typeof (x as Saved).name === 'string' && typeof (x as Saved).search === 'string');

/** SavedViews are addresses of the queue with a name, kept in this browser. */
export function SavedViews() {
  const [search] = useAddress();
  const [views, setViews] = useSetting<Saved[]>('views.queue', [], isSaved);
  const navigate = useNavigate();
  const save = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const name = String(new FormData(e.currentTarget).get('name')).trim();
    if (name === '') return;
    const { item: _, ...rest } = search;
    setViews([...views.filter((v) => v.name !== name), { name, search: stringifySearch(rest) }]);
    e.currentTarget.reset();
  };
  return (
    <Popover.Root>
      <Popover.Trigger className="button">Views</Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end">
          <Popover.Popup className="popup" aria-label="Saved views">
            {views.length === 0 && <p className="muted">A view is the filter, group and order of the queue under a name, kept in this browser.</p>}
            <ul>
              {views.map((v) => (
                <li key={v.name} className="row">
                  <button type="button" className="menu-item grow" onClick={() => void navigate({ to: '/queue', search: parseSearch(v.search) as never })}>{v.name}</button>
                  <button type="button" className="button quiet icon" aria-label={`Forget ${v.name}`} onClick={() => setViews(views.filter((x) => x !== v))}>✕</button>
                </li>
              ))}
            </ul>
            <form className="row" onSubmit={save}>
              <input name="name" className="grow" placeholder="Name of this view" aria-label="Name of this view" maxLength={60} autoComplete="off" required />
              <button type="submit" className="button">Save view</button>
            </form>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
