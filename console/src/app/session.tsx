// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { createContext, useContext, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, statusOf, wordsOf } from '../api/api.ts';
import type { SignedIn } from '../api/schema.ts';
import { Failed, Loading } from '../ui/states.tsx';

const SessionContext = createContext<SignedIn | null>(null);

/** useSession is who looks at the page. */
export function useSession(): SignedIn {
  const s = useContext(SessionContext);
  if (!s) throw new Error('no session');
  return s;
}

/** useMay reports whether the session has a permission. */
export const useMay = (permission: string): boolean => useSession().permissions.includes(permission);

/** Session shows the page to who is signed in, and the way in to who is not. */
export function Session({ children }: { children: ReactNode }) {
  const self = useQuery({ queryKey: ['self'], queryFn: ({ signal }) => api.getSession({ signal }), refetchInterval: 5 * 60_000 });
  if (self.data && statusOf(self.error) !== 401) return <SessionContext value={self.data}>{children}</SessionContext>;
  if (statusOf(self.error) === 401) return <SignIn />;
  if (self.error) return <main className="alone"><Failed page what="the console" error={self.error} retry={() => void self.refetch()} /></main>;
  return <main className="alone"><Loading what="the console" rows={3} /></main>;
}

function SignIn() {
  const client = useQueryClient();
  const [wrong, setWrong] = useState('');
  const submit = async (e: FormEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const token = String(new FormData(e.currentTarget).get('token')).trim();
    try {
      await api.signIn({ body: { token } });
      await client.resetQueries();
    } catch (x) { setWrong(wordsOf(x)); }
  };
  return (
    <main className="alone">
      <h1>Sign in</h1>
      <p>The first start of the platform prints an address, once: open it in this browser to become the first administrator.</p>
      <form className="sign-in" onSubmit={(e) => void submit(e)}>
        <label>Or show a token of the API <input name="token" type="password" autoComplete="current-password" required className="mono" /></label>
        <p className="fail-text" role="alert">{wrong}</p>
        <button type="submit" className="button primary">Sign in</button>
      </form>
      <p className="muted">An administrator makes tokens: <code>POST /api/v1/tokens</code>.</p>
    </main>
  );
}
