// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useMemo, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Dialog } from '@base-ui/react/dialog';
import { Keys, useShortcutGroups } from './keys.tsx';

export interface Command {
  title: string;
  keys?: string;
  run: () => void;
}

/** matches reports whether all words of a query are in a title. */
export const matches = (title: string, query: string): boolean =>
  query.toLowerCase().split(/\s+/).every((word) => title.toLowerCase().includes(word));

interface Props {
  open: boolean;
  onOpen: (open: boolean) => void;
  search: (text: string) => Command[];
}

/** Palette is everything that can be done here, by name; and what is typed can be searched for. */
export function Palette({ open, onOpen, search }: Props) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpen}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog palette" aria-label="Commands">
          <Dialog.Title className="unseen">Search and commands</Dialog.Title>
          {open && <Choices close={() => onOpen(false)} search={search} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Choices({ close, search }: { close: () => void; search: Props['search'] }) {
  const groups = useShortcutGroups();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const all = useMemo((): Command[] => {
    const keyed = groups.flatMap((g) => g.all.map((s) => ({ title: s.does, keys: s.keys, run: s.run })));
    return [...(text.trim() === '' ? [] : search(text.trim())), ...keyed.filter((c) => matches(c.title, text))];
  }, [groups, text, search]);
  const chosen = Math.min(at, all.length - 1);
  const run = (c: Command | undefined): void => {
    if (!c) return;
    close();
    setTimeout(c.run); // when the dialog has given the focus back
  };
  const press = (e: KeyboardEvent): void => {
    if (e.key === 'ArrowDown') setAt(Math.min(all.length - 1, chosen + 1));
    else if (e.key === 'ArrowUp') setAt(Math.max(0, chosen - 1));
    else if (e.key === 'Enter') run(all[chosen]);
    else return;
    e.preventDefault();
  };
  return (
    <>
      <input
        className="palette-input" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={chosen >= 0 ? `palette-${chosen}` : undefined}
        aria-label="Search or type a command" placeholder="An address, a user, a host, a rule … or what to do" value={text} autoFocus autoComplete="off" spellCheck={false}
        onChange={(e) => { setText(e.target.value); setAt(0); }} onKeyDown={press}
      />
      <ul role="listbox" id="palette-list" aria-label="Commands" className="palette-list">
        {all.map((c, i) => (
          <li key={`${c.title}${c.keys ?? ''}`} id={`palette-${i}`} role="option" aria-selected={i === chosen} className="menu-item" onClick={() => run(c)} onPointerMove={() => setAt(i)}>
            <span className="grow">{c.title}</span>
            {c.keys !== undefined && <Keys keys={c.keys} />}
          </li>
        ))}
      </ul>
      {all.length === 0 && <p className="palette-none muted">Nothing is called that here.</p>}
    </>
  );
}

/** ShortcutHelp lists the keys that work here now. */
export function ShortcutHelp({ open, onOpen }: { open: boolean; onOpen: (open: boolean) => void }) {
  const groups = useShortcutGroups();
  return (
    <Dialog.Root open={open} onOpenChange={onOpen}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog help">
          <div className="row">
            <Dialog.Title className="grow">Keys that work here</Dialog.Title>
            <Dialog.Close className="button quiet">Close <kbd>Esc</kbd></Dialog.Close>
          </div>
          <div className="help-groups">
            {groups.map((g) => (
              <section key={g.title}>
                <h3>{g.title}</h3>
                <dl>{g.all.map((s) => <div key={s.keys}><dt><Keys keys={s.keys} /></dt><dd>{s.does}</dd></div>)}</dl>
              </section>
            ))}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
