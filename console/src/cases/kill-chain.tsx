// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { Finding, Severity } from '../api/things.ts';
import { rank, Shape, tone } from '../ui/severity.tsx';
import { clock, useZone } from '../ui/time.tsx';
import { stageOf, tactics, unplaced } from './attack.ts';

/** Stage is a tactic with what was found of it. */
export interface Stage {
  name: string;
  count: number;
  severity: Severity;
  first: string;
}

/** stages are the tactics in ATT&CK's order, with what was found of each. */
export function stages(findings: readonly Finding[]): Stage[] {
  const out = new Map<string, Stage>([...tactics, unplaced].map((name) => [name, { name, count: 0, severity: 'unknown', first: '' }]));
  for (const f of findings) {
    const s = out.get(stageOf(f.techniques));
    if (!s) continue;
    s.count++;
    if (rank(f.severity) > rank(s.severity)) s.severity = f.severity;
    if (s.first === '' || f.first < s.first) s.first = f.first;
  }
  return [...out.values()].filter((s) => s.name !== unplaced || s.count > 0);
}

/** KillChain is the strip of tactics: how far it went, and where each began. A press shows that stage alone. */
export function KillChain({ all, chosen, onChoose }: { all: readonly Stage[]; chosen: string; onChoose: (stage: string) => void }) {
  const [zone] = useZone();
  return (
    <ol className="kill-chain" aria-label="Kill chain">
      {all.map((s) => (
        s.count === 0 ? <li key={s.name} className="none" title={`${s.name}: none`}><span className="unseen">{s.name}: none</span></li> : <li key={s.name}>
          <button
            type="button" className={`stage tone-${tone(s.severity)}`} aria-pressed={chosen === s.name}
            onClick={() => onChoose(chosen === s.name ? '' : s.name)}
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
