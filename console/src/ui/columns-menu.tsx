// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { Popover } from '@base-ui/react/popover';
import type { Column, Layout } from './table-model.ts';
import { arranged, noLayout } from './table-model.ts';

interface Props<T> {
  columns: readonly Column<T>[];
  layout: Layout;
  onLayout: (l: Layout) => void;
}

/** ColumnsMenu says which columns are shown, pinned, and in which order. */
export function ColumnsMenu<T>({ columns, layout, onLayout }: Props<T>) {
  const shown = arranged(columns, layout);
  const all = [...shown, ...columns.filter((c) => layout.hidden.includes(c.id))];
  const flip = (list: string[], id: string): string[] => (list.includes(id) ? list.filter((x) => x !== id) : [...list, id]);
  const move = (id: string, by: number): void => {
    const order = shown.map((c) => c.id);
    const i = order.indexOf(id);
    const j = i + by;
    const [a, b] = [order[i], order[j]];
    if (a === undefined || b === undefined) return;
    order[i] = b;
    order[j] = a;
    onLayout({ ...layout, order });
  };
  return (
    <Popover.Root>
      <Popover.Trigger className="button">Columns</Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end">
          <Popover.Popup className="popup" aria-label="Columns">
            <ul>
              {all.map((c) => (
                <li key={c.id} className="row column-choice">
                  <label className="row grow">
                    <input type="checkbox" checked={!layout.hidden.includes(c.id)} onChange={() => onLayout({ ...layout, hidden: flip(layout.hidden, c.id) })} />
                    {c.title}
                  </label>
                  <button type="button" className="button quiet" aria-pressed={layout.pinned.includes(c.id)} onClick={() => onLayout({ ...layout, pinned: flip(layout.pinned, c.id) })}>pin</button>
                  <button type="button" className="button quiet icon" aria-label={`Move ${c.title} left`} onClick={() => move(c.id, -1)}>←</button>
                  <button type="button" className="button quiet icon" aria-label={`Move ${c.title} right`} onClick={() => move(c.id, 1)}>→</button>
                </li>
              ))}
            </ul>
            <button type="button" className="menu-item" onClick={() => onLayout(noLayout)}>As it was at first</button>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
