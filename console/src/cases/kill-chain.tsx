// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { Shape, tone } from '../ui/severity.tsx';
import { clock, useZone } from '../ui/time.tsx';
import type { Stage } from './attack.ts';

/** KillChain is the strip of tactics: how far it went, and where each began. A press shows that stage alone. */
export function KillChain({ all, chosen, onChoose }: { all: readonly Stage[]; chosen: string; onChoose: (stage: string) => void }) {
  const [zone] = useZone();
  return (
    <ol className="kill-chain" aria-label="Kill chain">
      {all.map((s) => (
        s.count === 0 ? <li key={s.key} className="none" title={`${s.name}: none`}><span className="unseen">{s.name}: none</span></li> : <li key={s.key}>
          <button
            type="button" className={`stage tone-${tone(s.severity)}`} aria-pressed={chosen === s.key}
            onClick={() => onChoose(chosen === s.key ? '' : s.key)}
          >
            <span className="stage-name">{s.name}</span>
            <span className="stage-fact">
              <Shape severity={s.severity} size={10} /> {s.count}<span className="faint"> {clock(new Date(s.first), zone, { date: false }).slice(0, 5)}</span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
