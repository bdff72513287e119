// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { Finding, Phase } from '../api/schema.ts';
import type { Severity } from '../api/types.ts';
import { rank } from '../ui/severity.tsx';

/** tactics are the columns of ATT&CK's matrix in its order, so that what was not seen has its place too. */
const tactics = [
  ['reconnaissance', 'Reconnaissance'], ['resource-development', 'Resource Development'], ['initial-access', 'Initial Access'], ['execution', 'Execution'], ['persistence', 'Persistence'],
  ['privilege-escalation', 'Privilege Escalation'], ['defense-evasion', 'Defense Evasion'], ['credential-access', 'Credential Access'], ['discovery', 'Discovery'], ['lateral-movement', 'Lateral Movement'],
  ['collection', 'Collection'], ['command-and-control', 'Command and Control'], ['exfiltration', 'Exfiltration'], ['impact', 'Impact'],
] as const;

/** unplaced is the stage of what serves no tactic that is known. */
export const unplaced = 'other';

/** Stage is a tactic with what was found of it. */
export interface Stage {
  key: string;
  name: string;
  count: number;
  severity: Severity;
  first: string;
}

/** Places says where techniques stand in a case's chain. */
export type Places = ReadonlyMap<string, { stage: string; tactic: string; name: string }>;

/** placesOf are the places that the server gave the techniques of a case. */
export const placesOf = (chain: readonly Phase[]): Places =>
  new Map(chain.flatMap((p) => p.moves.map((m) => [m.technique, { stage: p.tactic ?? unplaced, tactic: p.name ?? '', name: m.name ?? '' }] as const)));

/** stageOf is where a finding stands: the stage of the first of its techniques that has one. */
export function stageOf(f: Pick<Finding, 'techniques'>, places: Places): string {
  for (const t of f.techniques) {
    const stage = places.get(t)?.stage ?? unplaced;
    if (stage !== unplaced) return stage;
  }
  return unplaced;
}

/** stagesOf are the tactics in ATT&CK's order, and what is in none last, with what was found of each. */
export function stagesOf(chain: readonly Phase[], findings: readonly Finding[]): Stage[] {
  const places = placesOf(chain);
  const out = new Map<string, Stage>([...tactics, [unplaced, 'Other'] as const].map(([key, name]) => [key, { key, name, count: 0, severity: 'unknown', first: '' }]));
  for (const f of findings) {
    const s = out.get(stageOf(f, places));
    if (!s) continue;
    s.count++;
    if (rank(f.severity) > rank(s.severity)) s.severity = f.severity;
    if (s.first === '' || f.first < s.first) s.first = f.first;
  }
  return [...out.values()].filter((s) => s.key !== unplaced || s.count > 0);
}
