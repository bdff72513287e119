// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { Player } from '../api/schema.ts';
import { Entity } from '../ui/entity.tsx';
import { count } from '../ui/text.tsx';

const words: Record<string, string> = { user: 'Users', host: 'Hosts', address: 'Addresses', workload: 'Workloads', cloud_resource: 'Cloud resources', domain: 'Domains' };

/** part is what a player is, in a word: its side, or where that says nothing its role. */
const part = (p: Player): string | undefined => (p.side === 'involved' ? p.roles[0] : p.side);

/** Entities are whom and what a case is about, by kind, with the sides that they are on and how many findings name them. */
export function Entities({ cast }: { cast: readonly Player[] }) {
  const kinds = [...new Set([...Object.keys(words), ...cast.map((p) => p.kind)])];
  const most = Math.max(1, ...cast.map((p) => p.findings));
  return (
    <section aria-label="Entities">
      <h3>{count(cast.length, 'entity', 'entities')}</h3>
      {kinds.map((kind) => {
        const mine = cast.filter((p) => p.kind === kind);
        return mine.length === 0 ? null : (
          <div key={kind} className="entity-kind">
            <h4>{words[kind] ?? kind}</h4>
            <ul>
              {mine.map((p) => (
                <li key={p.value} className="row">
                  <Entity kind={kind} value={p.value} role={part(p)} />
                  <span className="grow" />
                  <svg className="share" width="40" height="6" aria-hidden="true"><rect width="40" height="6" className="share-all" /><rect width={Math.max(1, (40 * p.findings) / most)} height="6" className="share-part" /></svg>
                  <span className="number share-number" title={count(p.findings, 'finding')}>{p.findings}</span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
