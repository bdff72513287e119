// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useState } from 'react';
import type { FormEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { api, wordsOf } from '../../api/api.ts';
import type { Source } from '../../api/schema.ts';
import { count } from '../../ui/text.tsx';
import { toast } from '../../ui/toasts.tsx';
import { snippets } from './snippets.ts';

/** AddSource makes a source, shows its token this once and what to paste, and says when the first record is here. */
export function AddSource({ sources }: { sources: readonly Source[] }) {
  const client = useQueryClient();
  const [wrong, setWrong] = useState('');
  const [made, setMade] = useState<{ name: string; token: string }>();
  const [key] = useState(() => crypto.randomUUID());
  const submit = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    const text = (field: string): string => String(form.get(field)).trim();
    const ranges = text('ranges').split(/[\s,]+/).filter(Boolean);
    const name = text('name');
    try {
      const g = await api.addSource({ body: { name, ...(text('format') ? { format: text('format') } : {}), ...(ranges.length > 0 ? { ranges } : {}) }, idempotencyKey: `${key}-${name}` });
      setWrong('');
      setMade({ name, token: g.token ?? '' });
      void client.invalidateQueries({ queryKey: ['sources'] });
    } catch (x) { setWrong(wordsOf(x)); }
  };
  if (made) return <Made made={made} source={sources.find((s) => s.name === made.name)} />;
  return (
    <form className="detail" onSubmit={(e) => void submit(e)}>
      <h2>Add a source</h2>
      <label>Name <input name="name" required autoFocus pattern="[a-zA-Z0-9][a-zA-Z0-9._\-]{0,127}" title="Letters, digits, dots, dashes and underscores" autoComplete="off" spellCheck={false} placeholder="firewall-1" /></label>
      <label>Format, where it is known <input name="format" autoComplete="off" spellCheck={false} placeholder="recognized by what it sends" /></label>
      <label>Addresses that may send without a token, as CIDR <input name="ranges" className="mono" autoComplete="off" placeholder="192.0.2.0/24" /></label>
      <p className="fail-text" role="alert">{wrong}</p>
      <div className="row"><span className="grow" /><button type="submit" className="button primary">Add source</button></div>
    </form>
  );
}

function Made({ made, source }: { made: { name: string; token: string }; source: Source | undefined }) {
  const records = source?.activity?.records ?? 0;
  const copy = async (text: string): Promise<void> => {
    try { await navigator.clipboard.writeText(text); toast({ text: 'Copied', tone: 'okay' }); } catch { toast({ text: 'The browser does not let this page copy', tone: 'fail' }); }
  };
  return (
    <div className="detail">
      <h2>{made.name}</h2>
      <p className={records > 0 ? 'okay-text' : 'muted'} role="status">{records > 0 ? `The first records are here: ${count(records, 'record')}.` : 'Waiting for its first record …'}</p>
      {made.token !== '' && (
        <section>
          <h3>Its token, shown this once</h3>
          <div className="row"><code className="grow token">{made.token}</code><button type="button" className="button" onClick={() => void copy(made.token)}>Copy token</button></div>
        </section>
      )}
      {snippets(location.hostname, made.name, made.token).map((s) => (
        <section key={s.title}>
          <div className="row"><h3 className="grow">{s.title}</h3><button type="button" className="button" onClick={() => void copy(s.text)}>Copy for {s.title}</button></div>
          <p className="faint">{s.where}</p>
          <pre className="snippet" tabIndex={0}>{s.text}</pre>
        </section>
      ))}
      <p className="faint">Ports are the default ones; <code>gambeson config show</code> says which are open.</p>
    </div>
  );
}
