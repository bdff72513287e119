// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useState } from 'react';
import type { FormEvent } from 'react';
import { Dialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { wordsOf } from '../api/api.ts';
import type { BulkChange } from '../api/schema.ts';
import type { Verdict } from '../api/types.ts';
import { useSetting } from '../ui/settings.ts';
import { left } from './changes.ts';
import { verdictWords } from './state-mark.tsx';

/** Closing is how something is closed. */
export interface Closing {
  verdict: Verdict;
  reason: string;
  /** expires is when it is open again; absent for never. */
  expires?: string;
}

interface Props {
  /** verdict is what is proposed; undefined closes the dialog. */
  verdict: Verdict | undefined;
  /** what is said to be closed: "3 findings". */
  what: string;
  onDone: (c: Closing | undefined) => void;
  /** expiry lets the verdict end. */
  expiry: boolean;
  /** preview asks the server how many a verdict would reach, where that is more than what is seen. */
  preview?: ((verdict: Verdict) => Promise<Pick<BulkChange, 'count' | 'skipped'>>) | undefined;
}

const isReasons = (v: unknown): v is string[] => Array.isArray(v) && v.every((x) => typeof x === 'string');

/** VerdictDialog asks for what a verdict needs: why, and until when. Enter closes. */
export function VerdictDialog(p: Props) {
  return (
    <Dialog.Root open={p.verdict !== undefined} onOpenChange={(open) => { if (!open) p.onDone(undefined); }}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog verdict">{p.verdict && <Form {...p} verdict={p.verdict} />}</Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Form({ verdict: proposed, what, onDone, expiry, preview }: Props & { verdict: Verdict }) {
  const [verdict, setVerdict] = useState(proposed);
  const [reasons, setReasons] = useSetting<string[]>('reasons', [], isReasons);
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    const reason = String(form.get('reason')).trim();
    if (reason === '') return;
    const days = Number(form.get('days') ?? 0);
    setReasons([reason, ...reasons.filter((r) => r !== reason)].slice(0, 8));
    onDone({ verdict, reason, ...(days > 0 ? { expires: new Date(Date.now() + days * 86_400_000).toISOString() } : {}) });
  };
  return (
    <form onSubmit={submit}>
      <Dialog.Title>Close {what}</Dialog.Title>
      <label>
        It was
        <select value={verdict} onChange={(e) => setVerdict(e.target.value as Verdict)}>
          {Object.entries(verdictWords).map(([v, word]) => <option key={v} value={v}>{word}</option>)}
        </select>
      </label>
      <label>
        Because
        <input name="reason" required maxLength={1000} autoFocus autoComplete="off" list="reasons" placeholder="What a colleague needs to know in a year" />
      </label>
      <datalist id="reasons">{reasons.map((r) => <option key={r} value={r} />)}</datalist>
      {expiry && (
        <label>
          The verdict holds
          <select name="days" defaultValue="0">
            <option value="0">for good</option>
            <option value="7">for 7 days</option>
            <option value="30">for 30 days</option>
            <option value="90">for 90 days</option>
          </select>
        </label>
      )}
      {preview && <Reach ask={() => preview(verdict)} />}
      <div className="row">
        <span className="grow" />
        <Dialog.Close className="button">Keep open <kbd>Esc</kbd></Dialog.Close>
        <button type="submit" className="button primary">Close {what} as {verdictWords[verdict].toLowerCase()}</button>
      </div>
    </form>
  );
}

/** Reach says what a change of many would do, before it is done. */
function Reach({ ask }: { ask: () => Promise<Pick<BulkChange, 'count' | 'skipped'>> }) {
  const [opened] = useState(() => Date.now()); // counted once for each dialog
  const q = useQuery({ queryKey: ['preview', opened], queryFn: ask, gcTime: 0, retry: false });
  const rest = q.data ? left(q.data.skipped) : '';
  return (
    <p className="muted reach" role="status">
      {q.data ? <>Reaches <strong>{q.data.count.toLocaleString('en')}</strong>{rest !== '' && <>; as they are stay {rest}</>}.</> : q.error ? <>Not counted: {wordsOf(q.error)}</> : 'Counting what it reaches …'}
    </p>
  );
}
