// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { Case, Finding } from '../api/things.ts';
import { Entity } from '../ui/entity.tsx';
import { count } from '../ui/text.tsx';
import { byWeight } from './queue-kinds.tsx';

const words: Record<string, string> = { user: 'Users', host: 'Hosts', address: 'Addresses', workload: 'Workloads', cloud_resource: 'Cloud resources' };

/** roles are the parts that entities play in findings, by kind and value. */
export function roles(findings: readonly Finding[]): Map<string, Map<string, number>> {
  const out = new Map<string, Map<string, number>>();
  for (const f of findings) {
    for (const e of f.entities) {
      const key = `${e.kind}:${e.value}`;
      const mine = out.get(key) ?? new Map<string, number>();
      mine.set(e.role, (mine.get(e.role) ?? 0) + 1);
      out.set(key, mine);
    }
  }
  return out;
}

/** mainRole is the part that is played most often. */
const mainRole = (all: ReadonlyMap<string, number> | undefined): string | undefined => [...(all ?? [])].toSorted((a, b) => b[1] - a[1])[0]?.[0];

/** Entities are whom and what a case is about, with the parts they play and how many findings name them. */
export function Entities({ c, findings }: { c: Case; findings: readonly Finding[] }) {
  const parts = roles(findings);
  const kinds = [...new Set([...Object.keys(words), ...c.entities.map((e) => e.kind)])];
  const most = Math.max(1, ...c.entities.map((e) => e.findings));
  return (
    <section aria-label="Entities">
      <h3>{count(c.entities.length, 'entity', 'entities')}</h3>
      {kinds.map((kind) => {
        const mine = byWeight(c.entities.filter((e) => e.kind === kind));
        return mine.length === 0 ? null : (
          <div key={kind} className="entity-kind">
            <h4>{words[kind] ?? kind}</h4>
            <ul>
              {mine.map((e) => (
                <li key={e.value} className="row">
                  <Entity kind={kind} value={e.value} role={mainRole(parts.get(`${kind}:${e.value}`))} />
                  <span className="grow" />
                  <svg className="share" width="40" height="6" aria-hidden="true"><rect width="40" height="6" className="share-all" /><rect width={Math.max(1, (40 * e.findings) / most)} height="6" className="share-part" /></svg>
                  <span className="number share-number" title={count(e.findings, 'finding')}>{e.findings}</span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
