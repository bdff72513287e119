// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { ReactNode } from 'react';
import type { Player, Story } from '../api/schema.ts';
import { Entity } from '../ui/entity.tsx';
import { count, span } from '../ui/text.tsx';

/** others is how many more of a player's kind there are on its sides. */
const others = (story: Story, p: Player, sides: readonly Player['side'][]): number => story.cast.filter((x) => x.kind === p.kind && sides.includes(x.side)).length - 1;

/** Headline is the case in one sentence: who, where, from where, how much, how long, how far. */
export function Headline({ story }: { story: Story }) {
  const { headline, case: c } = story;
  const user = headline.attackers.find((p) => p.kind === 'user');
  const from = headline.attackers.find((p) => p.kind === 'address');
  const place = headline.victims.find((p) => p.kind === 'host') ?? headline.victims[0];
  const [begin, end] = [headline.tactics[0], headline.tactics.at(-1)];
  const more = (n: number, p: Player): ReactNode => (n > 0 ? <> and {count(n, `more ${p.kind.replace('_', ' ')}`, p.kind === 'address' ? 'more addresses' : `more ${p.kind.replace('_', ' ')}s`)}</> : null);
  return (
    <p className="headline">
      {user && <><Entity kind={user.kind} value={user.value} />{more(others(story, user, ['actor']), user)} </>}
      {place && <>on <Entity kind={place.kind} value={place.value} />{more(others(story, place, ['victim', 'pivot']), place)} </>}
      {from && <>from <Entity kind={from.kind} value={from.value} /></>}
      {(user ?? place ?? from) && ': '}
      <strong>{count(c.findings, 'finding')}</strong>{headline.seconds > 0 && <> within <strong>{span(headline.seconds * 1000)}</strong></>} in {count(c.sources.length, 'source')}
      {begin !== undefined && <>, {begin === end ? <strong>{begin.toLowerCase()}</strong> : <>from <strong>{begin.toLowerCase()}</strong> to <strong>{end?.toLowerCase()}</strong></>}</>}.
    </p>
  );
}
