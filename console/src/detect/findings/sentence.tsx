// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { Finding } from '../../api/things.ts';
import { Untrusted } from '../../ui/text.tsx';

/** Condition is what a rule looked at: a field, and the value that decided (absent where it only had to be there). */
export interface Condition {
  field: string;
  value?: string;
  asked?: string;
}

const one = /^([\w.@:$/ -]+?) is (?:"((?:[^"\\]|\\.)*)"|(there))(?:, |\.$)/;

/** conditions reads a rule's message, `field is "value", field is "value".`; undefined for a message in other words. */
export function conditions(message: string): Condition[] | undefined {
  const out: Condition[] = [];
  for (let rest = message; rest !== '';) {
    const m = one.exec(rest);
    if (!m?.[1]) return undefined;
    const [, field, value] = m;
    const c: Condition = value === undefined ? { field } : { field, value: unquoted(value) };
    if (!out.some((x) => x.field === c.field && x.value === c.value)) out.push(c);
    rest = rest.slice(m[0].length);
  }
  return out.length === 0 ? undefined : out;
}

/** unquoted undoes the quoting of Go strings, as the message has it. */
function unquoted(text: string): string {
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', a: '\u0007', b: '\b', f: '\f', v: '\v' };
  return text.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/g, (_, x: string, u: string, long: string, c: string) => {
    const code = Number.parseInt(x ?? u ?? long ?? '', 16);
    return Number.isNaN(code) ? (named[c] ?? c) : code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

/** conditionsOf are a finding's conditions: those that it carries, or those that its message has (findings that were recorded by an older program). */
export function conditionsOf(f: Pick<Finding, 'message' | 'reasons'>): Condition[] | undefined {
  const out: Condition[] = [];
  for (const r of f.reasons ?? []) {
    const c: Condition = { field: r.field ?? 'any field', ...(r.value === undefined ? {} : { value: r.value }), ...(r.asked === undefined ? {} : { asked: r.asked }) };
    if (!out.some((x) => x.field === c.field && x.value === c.value)) out.push(c);
  }
  return out.length > 0 ? out : conditions(f.message ?? '');
}

/** Sentence says why: fields and the values that decided, or the message as it is. */
export function Sentence({ f, line = false }: { f: Pick<Finding, 'message' | 'reasons'>; line?: boolean }) {
  const all = conditionsOf(f);
  if (!all) return <Untrusted text={f.message ?? ''} line={line} />;
  return (
    <span className={line ? 'because cut' : 'because'}>
      {all.map((c, i) => (
        <span key={i} className="condition">
          {i > 0 && <span className="faint"> and </span>}
          <span className="field">{c.field}</span>
          {c.value === undefined ? ' is there' : <> <span className="faint">=</span> <Untrusted text={c.value} line={line} mono /></>}
        </span>
      ))}
    </span>
  );
}
