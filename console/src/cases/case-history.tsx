// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useRef } from 'react';
import type { FormEvent, KeyboardEvent } from 'react';
import type { Case, Entry } from '../api/schema.ts';
import { useShortcuts } from '../app/keys.tsx';
import { useMay } from '../app/session.tsx';
import { plain, Untrusted } from '../ui/text.tsx';
import { Moment } from '../ui/time.tsx';
import { useChange } from './changes.ts';

const words: Record<string, string> = {
  open: 'opened the case', join: 'added findings', merge: 'merged another case', acknowledge: 'took it', close: 'closed it', reopen: 'reopened it', assign: 'assigned it', note: 'noted',
};

/** Assignee says who has a case, and gives it to somebody else. */
export function Assignee({ c }: { c: Case }) {
  const send = useChange();
  const may = useMay('cases:write') && c.merged_into === undefined;
  const field = useRef<HTMLInputElement>(null);
  useShortcuts('Assignment', [{ keys: 'A', does: 'Assign the case to somebody', run: () => field.current?.select() }], may);
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const name = field.current?.value.trim() ?? '';
    if (name !== (c.assignee ?? '')) void send({ name: 'cases', ids: [c.id] }, { assignee: name });
    field.current?.blur();
  };
  if (!may) return <p className="muted">Assigned to {c.assignee ? plain(c.assignee) : 'nobody'}</p>;
  return (
    <form className="row assign" onSubmit={submit}>
      <label htmlFor="assignee">Assigned to</label>
      <input
        id="assignee" key={c.assignee ?? ''} ref={field} className="grow" defaultValue={c.assignee ?? ''} placeholder="nobody" maxLength={128} autoComplete="off" spellCheck={false}
        onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); e.currentTarget.value = c.assignee ?? ''; e.currentTarget.blur(); } }}
      />
      <button type="submit" className="button">Assign</button>
    </form>
  );
}

/** History is what was done about a case, by whom and why, with the notes; and a place for another. */
export function History({ c, entries }: { c: Case; entries: readonly Entry[] }) {
  const send = useChange();
  const may = useMay('cases:write');
  const field = useRef<HTMLTextAreaElement>(null);
  useShortcuts('Notes', [{ keys: 'n', does: 'Write a note', run: () => field.current?.focus() }], may);
  const submit = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const text = field.current?.value.trim() ?? '';
    if (text === '') return;
    if (await send({ name: 'cases', ids: [c.id] }, { note: text }) && field.current) {
      field.current.value = '';
      field.current.blur();
    }
  };
  const press = (e: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) e.currentTarget.form?.requestSubmit();
    if (e.key === 'Escape') { e.stopPropagation(); e.currentTarget.blur(); }
  };
  return (
    <section aria-label="Notes and history" className="history">
      <h3>Notes and history</h3>
      {may && (
        <form onSubmit={(e) => void submit(e)}>
          <textarea ref={field} rows={2} maxLength={16_000} aria-label="Note" placeholder="Note for who comes after (n)" onKeyDown={press} />
          <div className="row"><span className="grow faint"><kbd>Ctrl</kbd> <kbd>Enter</kbd></span><button type="submit" className="button">Add note</button></div>
        </form>
      )}
      <ol>{entries.toReversed().map((e, i) => <Line key={`${e.at}${i}`} e={e} />)}</ol>
    </section>
  );
}

function Line({ e }: { e: Entry }) {
  return (
    <li>
      <p><strong>{plain(e.actor)}</strong> {words[e.action] ?? plain(e.action)} <span className="faint"><Moment at={e.at} /></span></p>
      {e.text && <p className="note"><Untrusted text={e.text} /></p>}
      {e.reason && <p className="muted"><Untrusted text={e.reason} /></p>}
    </li>
  );
}
