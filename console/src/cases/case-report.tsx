// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { Case, Finding } from '../api/things.ts';
import { visible } from '../ui/text.tsx';
import { stageOf } from './attack.ts';

/** Report is what is printed below the case's head: all findings, and the entities, whole. */
export function Report({ c, findings }: { c: Case; findings: readonly Finding[] }) {
  return (
    <section className="report">
      <p>Case {c.id}. {c.first} to {c.last}. State {c.state}{c.verdict ? `, ${c.verdict}` : ''}. Printed {new Date().toISOString()}.</p>
      <h2>What happened</h2>
      <table>
        <thead><tr><th>Happened (UTC)</th><th>Severity</th><th>Stage</th><th>Finding, and because of what</th></tr></thead>
        <tbody>
          {findings.map((f) => (
            <tr key={f.id}><td>{f.first}</td><td>{f.severity}</td><td>{stageOf(f.techniques)}</td><td><strong>{visible(f.title)}</strong><br />{visible(f.message ?? '')}<br /><small>{f.id}</small></td></tr>
          ))}
        </tbody>
      </table>
      <h2>Whom it is about</h2>
      <ul>{c.entities.map((e) => <li key={`${e.kind}${e.value}`}>{e.kind} {visible(e.value)}: {e.findings}</li>)}</ul>
    </section>
  );
}
