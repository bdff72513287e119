// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

/** Problem is what the server answers where it does not do what was asked: RFC 9457, or no answer at all (status 0). */
export class Problem extends Error {
  readonly status: number;
  readonly type: string;
  /** reference finds the request in the server's log. */
  readonly reference: string;
  constructor(status: number, type: string, detail: string, reference = '') {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.type = type;
    this.reference = reference;
  }
}

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

export interface Options {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** key makes a change that is sent again one change. */
  key?: string;
  /** version is the ETag that the thing was read with. */
  version?: string;
}

function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function problemOf(answer: Response): Promise<Problem> {
  const reference = answer.headers.get('X-Request-Id') ?? '';
  const body: unknown = await answer.json().catch(() => null);
  const p = (typeof body === 'object' && body !== null ? body : {}) as { type?: string; detail?: string; title?: string };
  return new Problem(answer.status, p.type ?? '', p.detail ?? p.title ?? `the server answered ${answer.status}`, reference);
}

/** request asks the API; whatever is no success is thrown as a Problem. */
export async function request<T>(method: string, path: string, o: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (o.body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['Idempotency-Key'] = o.key ?? crypto.randomUUID();
  if (o.version) headers['If-Match'] = o.version;
  const init: RequestInit = { method, headers, credentials: 'same-origin', redirect: 'error' };
  if (o.body !== undefined) init.body = JSON.stringify(o.body);
  if (o.signal) init.signal = o.signal;
  let answer: Response;
  try {
    answer = await fetch(address(path, o.query), init);
  } catch (cause) {
    if (o.signal?.aborted) throw cause;
    throw new Problem(0, 'network', 'The server cannot be reached. What is shown may be old; it is tried again by itself.');
  }
  if (!answer.ok) throw await problemOf(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  request<T>('GET', path, { ...(query ? { query } : {}), signal });
export const post = <T>(path: string, body: unknown, o: Omit<Options, 'body'> = {}): Promise<T> =>
  request<T>('POST', path, { ...o, body });
