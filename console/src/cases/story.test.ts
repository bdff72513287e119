// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { describe, expect, test } from 'vitest';
import type { Finding, Phase } from '../api/schema.ts';
import type { Notice } from '../app/live.ts';
import { placesOf, stageOf, stagesOf } from './attack.ts';
import { concerns } from './case-load.ts';
import { lookedAt } from './case.tsx';
import { changed } from './changes.ts';
import { mayMove } from './queue-load.ts';
import { findingQuery, orderOf, viewOf } from './queue-query.ts';
import { moment, place, scaleOf, ticks } from './timeline-scale.ts';

const finding = (id: string, more: Partial<Finding>): Finding => ({
  id, title: id, severity: 'low', state: 'new', analytic: { uid: 'u', name: 'n', version: 'v', type: 'Rule' }, techniques: [], first: '2026-11-16T06:00:00Z', last: '2026-11-16T06:00:00Z',
  recorded: '2026-11-16T06:00:01Z', version: 1, reasons: [], evidence: [], entities: [], links: [], ...more,
});

const phase = (tactic: string, name: string, ...techniques: string[]): Phase => ({
  tactic, name, id: 'TA', moves: techniques.map((technique) => ({ technique, name: technique, tactics: [tactic], findings: 1, first: '', last: '' })),
});
const chain = [phase('credential-access', 'Credential Access', 'T1110'), phase('exfiltration', 'Exfiltration', 'T1537'), { moves: [{ technique: 'T9999', tactics: [], findings: 1, first: '', last: '' }] }];

describe('the kill chain', () => {
  test('a finding stands where the server puts its techniques; what is in no tactic is said', () => {
    const places = placesOf(chain);
    expect([['T1110'], ['T9999', 'T1537'], ['T9999'], []].map((techniques) => stageOf({ techniques }, places))).toEqual(['credential-access', 'exfiltration', 'other', 'other']);
  });
  test('in the order of ATT&CK, with the gravest and the first of each', () => {
    const all = stagesOf(chain, [finding('a', { techniques: ['T1537'], severity: 'medium', first: '2026-11-16T07:00:00Z' }), finding('b', { techniques: ['T1110'] }), finding('c', { techniques: ['T1537'], severity: 'high' })]);
    expect(all).toHaveLength(14);
    expect(all.filter((s) => s.count > 0)).toEqual([
      { key: 'credential-access', name: 'Credential Access', count: 1, severity: 'low', first: '2026-11-16T06:00:00Z' },
      { key: 'exfiltration', name: 'Exfiltration', count: 2, severity: 'high', first: '2026-11-16T06:00:00Z' },
    ]);
    expect(stagesOf(chain, [finding('a', { techniques: ['T9999'] })]).at(-1)).toMatchObject({ key: 'other', count: 1 });
  });
});

test('what is told about many things moves a list, but not what one did oneself', () => {
  const change = (actor: string, kind: 'case' | 'finding'): Notice => ({ event: 'change', data: { actor, kind, at: '', change: {}, count: 1, skipped: {} } });
  expect([mayMove(change('me', 'case'), 'cases', 'me'), mayMove(change('you', 'case'), 'cases', 'me'), mayMove(change('you', 'finding'), 'cases', 'me')]).toEqual([false, true, false]);
  expect([mayMove({ event: 'more', data: { kind: 'finding', count: 3 } }, 'findings', 'me'), mayMove({ event: 'reset', data: {} }, 'cases', 'me')]).toEqual([true, true]);
  expect([concerns(change('me', 'finding'), 'a'), concerns({ event: 'finding', data: finding('f', { case: 'b' }) }, 'a'), concerns({ event: 'finding', data: finding('f', { case: 'a' }) }, 'a')]).toEqual([true, false, true]);
});

test('a part of the story', () => {
  const all = [finding('a', { entities: [{ kind: 'user', role: 'actor', value: 'x' }] }), finding('b', { first: '2026-11-16T07:00:00Z', techniques: ['T1537'] })];
  const ids = (search: Record<string, string>): string[] => lookedAt(all, placesOf(chain), search).map((f) => f.id);
  expect(ids({})).toEqual(['a', 'b']);
  expect(ids({ from: '2026-11-16T06:30:00Z' })).toEqual(['b']);
  expect(ids({ to: '2026-11-16T06:30:00Z' })).toEqual(['a']);
  expect(ids({ entity: 'user:x' })).toEqual(['a']);
  expect(ids({ not: 'user:x' })).toEqual(['b']);
  expect(ids({ stage: 'exfiltration' })).toEqual(['b']);
});

test('what a change leaves, before the server says so', () => {
  const f = finding('a', {});
  expect(changed(f, { state: 'acknowledged', assignee: 'me' })).toMatchObject({ state: 'acknowledged', assignee: 'me' });
  const closed = changed(f, { state: 'closed', verdict: 'benign', reason: 'r' });
  expect(closed).toMatchObject({ state: 'closed', verdict: 'benign', reason: 'r' });
  expect(changed(closed, { state: 'acknowledged' }).state).toBe('closed');
  expect(changed(closed, { state: 'closed', verdict: 'test', reason: 's' })).toBe(closed);
  expect(changed(closed, { state: 'new' })).toMatchObject({ state: 'new', verdict: undefined });
});

describe('the address of the queue', () => {
  test('says nothing: open cases, the gravest first', () => {
    expect(viewOf({})).toMatchObject({ show: 'cases', states: ['new', 'acknowledged'], terms: [], group: '', sort: { by: 'severity', descending: true } });
    expect(viewOf({ group: 'nonsense', show: 'x', state: 'y' })).toMatchObject({ show: 'cases', group: '', states: ['new', 'acknowledged'] });
  });
  test('becomes a query of the server; exclusions stay here', () => {
    const v = viewOf({ show: 'findings', state: 'closed', q: 'severity:high severity:low -source:okta entity:user:x some words' });
    expect(findingQuery(v, { from: 0 })).toEqual({ state: ['closed'], clock: 'happened', severity: ['high', 'low'], entity: ['user:x'], text: 'some words', from: '1970-01-01T00:00:00.000Z' });
    expect([orderOf({ by: 'age', descending: true }), orderOf({ by: 'happened', descending: true }), orderOf({ by: 'title', descending: true })]).toEqual(['oldest', 'latest', 'gravest']);
  });
});

describe('the timeline', () => {
  test('puts moments on pixels and back', () => {
    const s = scaleOf([1000, 5000], 10, 110);
    expect(moment(s, place(s, 3000))).toBeCloseTo(3000);
    expect(place(s, 1000)).toBeGreaterThan(10);
    expect(moment(s, -50)).toBe(s.from);
  });
  test('has room for one moment, and for none', () => {
    expect(scaleOf([7], 0, 10)).toMatchObject({ from: 7 - 30_000, to: 7 + 30_000 });
    expect(ticks(scaleOf([], 0, 10), 5).length).toBeLessThanOrEqual(6);
  });
  test('ticks are round', () => {
    const day = Date.parse('2026-11-16T00:00:00Z');
    expect(ticks({ from: day + 60_000, to: day + 5_400_000, left: 0, right: 1 }, 8).map((t) => (t - day) / 60_000)).toEqual([15, 30, 45, 60, 75, 90]);
  });
});
