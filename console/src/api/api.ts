// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { Client, ProblemError } from './client.ts';

/** reached is fetch; a server that cannot be reached is a problem like any other, of status 0. */
const reached: typeof fetch = async (address, init) => {
  try {
    return await fetch(address, init);
  } catch (cause) {
    if (init?.signal?.aborted) throw cause;
    throw new ProblemError(0, { detail: 'The server cannot be reached. What is shown may be old; it is tried again by itself.' }, undefined);
  }
};

/** api is the server of this page, asked with the browser's session. */
export const api = new Client({ fetch: reached });

/** statusOf is the status of a refusal: 0 where nothing answered, undefined for what is no refusal. */
export const statusOf = (error: unknown): number | undefined => (error instanceof ProblemError ? error.status : undefined);

/** wordsOf is what an error says to a person. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** instanceOf is what finds a failure in the server's log; undefined where there is nothing to find. */
export const instanceOf = (error: unknown): string | undefined => (error instanceof ProblemError ? error.problem.instance : undefined);

/** passing reports whether the same request may succeed later: nothing answered, or the server was busy or going. */
export const passing = (error: unknown): boolean => [0, 502, 503, 504].includes(statusOf(error) ?? -1);

/** again sends what got no answer once more: give it one idempotency key, and the server makes it one change. */
export async function again<T>(send: () => Promise<T>): Promise<T> {
  for (let wait = 250; ; wait *= 2) {
    try {
      return await send();
    } catch (error) {
      if (!passing(error) || wait > 4000) throw error;
      await new Promise((resolve) => { setTimeout(resolve, wait); });
    }
  }
}
