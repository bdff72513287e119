// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { describe, expect, test } from 'vitest';
import type { Finding } from '../api/things.ts';
import { stageOf, tacticOf, tactics } from './attack.ts';
import { lookedAt } from './case.tsx';
import { changed } from './changes.ts';
import { attacker } from './headline.tsx';
import { stages } from './kill-chain.tsx';
import { findingQuery, orderOf, viewOf } from './queue-query.ts';
import { moment, place, scaleOf, ticks } from './timeline-scale.ts';

const finding = (id: string, more: Partial<Finding>): Finding => ({
  id, title: id, severity: 'low', state: 'new', analytic: { uid: 'u', name: 'n', version: 'v', type: 'Rule' }, techniques: [], first: '2026-11-16T06:00:00Z', last: '2026-11-16T06:00:00Z',
  recorded: '2026-11-16T06:00:01Z', version: 1, reasons: [], evidence: [], entities: [], links: [], ...more,
});

describe('the kill chain', () => {
  test('techniques and sub-techniques have their tactic; what is not known is said', () => {
    expect([tacticOf('T1110.003'), tacticOf('T1537'), tacticOf('T9999')]).toEqual(['Credential access', 'Exfiltration', 'Other']);
    expect(stageOf(['T9999', 'T1047'])).toBe('Execution');
  });
  test('in the order of ATT&CK, with the gravest and the first of each', () => {
    const all = stages([finding('a', { techniques: ['T1537'], severity: 'medium', first: '2026-11-16T07:00:00Z' }), finding('b', { techniques: ['T1110'] }), finding('c', { techniques: ['T1537'], severity: 'high' })]);
    expect(all.map((s) => s.name)).toEqual([...tactics]);
    expect(all.filter((s) => s.count > 0)).toEqual([
      { name: 'Credential access', count: 1, severity: 'low', first: '2026-11-16T06:00:00Z' }, { name: 'Exfiltration', count: 2, severity: 'high', first: '2026-11-16T06:00:00Z' },
    ]);
  });
});

test('where most of it came from', () => {
  const from = (value: string): Partial<Finding> => ({ entities: [{ kind: 'address', role: 'source', value }, { kind: 'address', role: 'source', value }] });
  expect(attacker([finding('a', from('192.0.2.1')), finding('b', from('192.0.2.2')), finding('c', from('192.0.2.2'))])).toBe('192.0.2.2');
  expect(attacker([])).toBeUndefined();
});

test('a part of the story', () => {
  const all = [finding('a', { entities: [{ kind: 'user', role: 'actor', value: 'x' }] }), finding('b', { first: '2026-11-16T07:00:00Z', techniques: ['T1537'] })];
  const ids = (search: Record<string, string>): string[] => lookedAt(all, search).map((f) => f.id);
  expect(ids({})).toEqual(['a', 'b']);
  expect(ids({ from: '2026-11-16T06:30:00Z' })).toEqual(['b']);
  expect(ids({ to: '2026-11-16T06:30:00Z' })).toEqual(['a']);
  expect(ids({ entity: 'user:x' })).toEqual(['a']);
  expect(ids({ not: 'user:x' })).toEqual(['b']);
  expect(ids({ stage: 'Exfiltration' })).toEqual(['b']);
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
