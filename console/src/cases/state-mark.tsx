// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { State, Verdict } from '../api/types.ts';
import { plain } from '../ui/text.tsx';

/** verdictWords are the verdicts as people say them. */
export const verdictWords: Record<Verdict, string> = {
  true_positive: 'True positive',
  false_positive: 'False positive',
  benign: 'Benign',
  suspicious: 'Suspicious',
  test: 'Test',
  duplicate: 'Duplicate',
  insufficient_data: 'Cannot be known',
};

const words: Record<State, string> = { new: 'New', acknowledged: 'Taken', closed: 'Closed' };

/** StateMark says where something stands, and who has it. */
export function StateMark({ state, verdict, who }: { state: State; verdict?: Verdict | undefined; who?: string | undefined }) {
  return (
    <span className={`state-mark ${state}`}>
      <span className="dot" aria-hidden="true" />
      <span className="cut">{state === 'closed' && verdict ? verdictWords[verdict] : words[state]}{who ? `, ${plain(who)}` : ''}</span>
    </span>
  );
}
