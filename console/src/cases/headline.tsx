// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { ReactNode } from 'react';
import type { Case, Finding } from '../api/things.ts';
import { Entity } from '../ui/entity.tsx';
import { count, span } from '../ui/text.tsx';
import { stages } from './kill-chain.tsx';
import { byWeight } from './queue-kinds.tsx';

/** attacker is the address that most findings name as where it came from. */
export function attacker(findings: readonly Finding[]): string | undefined {
  const counts = new Map<string, number>();
  for (const f of findings) {
    for (const v of new Set(f.entities.filter((e) => e.kind === 'address' && e.role === 'source').map((e) => e.value))) counts.set(v, (counts.get(v) ?? 0) + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

/** Headline is the case in one sentence: who, where, from where, how much, how long, how far. */
export function Headline({ c, findings }: { c: Case; findings: readonly Finding[] }) {
  const main = (kind: string): { value: string; more: number } | undefined => {
    const all = byWeight(c.entities.filter((e) => e.kind === kind));
    return all[0] && { value: all[0].value, more: all.length - 1 };
  };
  const [user, host, from] = [main('user'), main('host'), attacker(findings)];
  const chain = stages(findings).filter((s) => s.count > 0);
  const way = chain.toSorted((a, b) => a.first.localeCompare(b.first));
  const [begin, end] = [way[0], chain.findLast((s) => s.count > 0)];
  const lasted = Date.parse(c.last) - Date.parse(c.first);
  const more = (n: number, noun: string): ReactNode => (n > 0 ? <> and {count(n, `more ${noun}`)}</> : null);
  return (
    <p className="headline">
      {user && <><Entity kind="user" value={user.value} />{more(user.more, 'user')} </>}
      {host && <>on <Entity kind="host" value={host.value} />{more(host.more, 'host')} </>}
      {from !== undefined && <>from <Entity kind="address" value={from} />{user || host ? ': ' : ' '}</>}
      <strong>{count(c.findings, 'finding')}</strong>{lasted > 0 && <> within <strong>{span(lasted)}</strong></>} in {count(c.sources.length, 'source')}
      {begin && end && <>, {begin.name === end.name ? <strong>{begin.name.toLowerCase()}</strong> : <>from <strong>{begin.name.toLowerCase()}</strong> to <strong>{end.name.toLowerCase()}</strong></>}</>}.
    </p>
  );
}
