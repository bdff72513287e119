// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { Story } from '../api/schema.ts';
import { visible } from '../ui/text.tsx';
import { placesOf, stageOf, stagesOf } from './attack.ts';

/** Report is what is printed below the case's head: all findings, and the entities, whole. */
export function Report({ story }: { story: Story }) {
  const { case: c, findings } = story;
  const places = placesOf(story.chain);
  const names = new Map(stagesOf(story.chain, findings).map((s) => [s.key, s.name]));
  return (
    <section className="report">
      <p>Case {c.id}. {c.first} to {c.last}. State {c.state}{c.verdict ? `, ${c.verdict}` : ''}. Printed {new Date().toISOString()}.</p>
      <h2>What happened</h2>
      <table>
        <thead><tr><th>Happened (UTC)</th><th>Severity</th><th>Stage</th><th>Finding, and because of what</th></tr></thead>
        <tbody>
          {findings.map((f) => (
            <tr key={f.id}><td>{f.first}</td><td>{f.severity}</td><td>{names.get(stageOf(f, places))}</td><td><strong>{visible(f.title)}</strong><br />{visible(f.message ?? '')}<br /><small>{f.id}</small></td></tr>
          ))}
        </tbody>
      </table>
      <h2>Whom it is about</h2>
      <ul>{c.entities.map((e) => <li key={`${e.kind}${e.value}`}>{e.kind} {visible(e.value)}: {e.findings}</li>)}</ul>
    </section>
  );
}
