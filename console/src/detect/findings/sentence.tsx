// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { Finding } from '../../api/schema.ts';
import { Untrusted } from '../../ui/text.tsx';

/** Condition is what a rule looked at: a field, and the value that decided (absent where it only had to be there). */
export interface Condition {
  field: string;
  value?: string;
  asked?: string;
}

/** conditionsOf are the conditions that decided, each once; undefined for what no single condition decides. */
export function conditionsOf(f: Pick<Finding, 'reasons'>): Condition[] | undefined {
  const out: Condition[] = [];
  for (const r of f.reasons) {
    const c: Condition = { field: r.field ?? 'any field', ...(r.value === undefined ? {} : { value: r.value }), ...(r.asked === undefined ? {} : { asked: r.asked }) };
    if (!out.some((x) => x.field === c.field && x.value === c.value)) out.push(c);
  }
  return out.length > 0 ? out : undefined;
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
