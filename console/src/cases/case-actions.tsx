// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useState } from 'react';
import type { Case, Edit } from '../api/schema.ts';
import type { Verdict } from '../api/types.ts';
import { useShortcuts } from '../app/keys.tsx';
import { useMay, useSession } from '../app/session.tsx';
import { useChange } from './changes.ts';
import { VerdictDialog } from './verdict-dialog.tsx';

/** CaseActions are the verdicts on a case. */
export function CaseActions({ c }: { c: Case }) {
  const me = useSession().name;
  const may = useMay('cases:write') && c.merged_into === undefined;
  const send = useChange();
  const [closing, setClosing] = useState<Verdict>();
  const make = (change: Edit): void => void send({ name: 'cases', ids: [c.id] }, change);
  const open = c.state !== 'closed';
  useShortcuts('Case', [
    ...(open ? [
      { keys: 'a', does: 'Take: acknowledge and assign to me', run: () => make({ state: 'acknowledged', assignee: me }) },
      { keys: 'f', does: 'False positive …', run: () => setClosing('false_positive') },
      { keys: 't', does: 'True positive …', run: () => setClosing('true_positive') },
      { keys: 'c', does: 'Close with another verdict …', run: () => setClosing('benign') },
    ] : [{ keys: 'r', does: 'Reopen', run: () => make({ state: 'new' }) }]),
  ], may);
  useShortcuts('Report', [{ keys: 'P', does: 'Print the case as a report', run: () => window.print() }]);
  return (
    <>
      {may && open && c.state === 'new' && <button type="button" className="button" onClick={() => make({ state: 'acknowledged', assignee: me })}>Take case <kbd>a</kbd></button>}
      {may && open && <button type="button" className="button" onClick={() => setClosing('false_positive')}>False positive <kbd>f</kbd></button>}
      {may && open && <button type="button" className="button" onClick={() => setClosing('true_positive')}>True positive <kbd>t</kbd></button>}
      {may && !open && <button type="button" className="button" onClick={() => make({ state: 'new' })}>Reopen case <kbd>r</kbd></button>}
      <button type="button" className="button quiet wide-only" onClick={() => window.print()}>Print</button>
      <VerdictDialog verdict={closing} what="this case" expiry={false} onDone={(x) => { setClosing(undefined); if (x) make({ state: 'closed', ...x }); }} />
    </>
  );
}
