// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// The part of client.ts that is the same for every document; the generator puts the calls into it.

import type { ErrorModel } from "./schema";

// BEGIN
/** What goes with every request besides its parameters. */
export interface RequestOptions {
  /** Ends the request when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** A value with the version that a change can be bound to: give etag as ifMatch. */
export interface Tagged<T> {
  readonly value: T;
  readonly etag: string;
}

/** A refusal of the API, or an answer that is none of its own. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  /** The HTTP status. */
  readonly status: number;
  /** The stable name of what is wrong, such as "not-found"; "" where the answer is not the API's. */
  readonly kind: string;
  /** After how many seconds to try again, where the API says so. */
  readonly retryAfter: number | undefined;
  /** The whole of what the API says. */
  readonly problem: ErrorModel;

  constructor(status: number, problem: ErrorModel, retryAfter: number | undefined) {
    super(problem.detail ?? problem.title ?? `the server answered with status ${status}`);
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
    const prefix = "urn:gambeson:problem:";
    const type = problem.type ?? "";
    this.kind = type.startsWith(prefix) ? type.slice(prefix.length) : "";
  }
}

/** How a client reaches the API. */
export interface ClientConfig {
  /** The address in front of every path; "" is the page's own origin. */
  readonly base?: string | undefined;
  /** The token; without one the browser's session counts. */
  readonly token?: string | undefined;
  /** More headers, asked for each request. */
  readonly headers?: (() => Readonly<Record<string, string>>) | undefined;
  /** Used instead of the global fetch. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

type Scalar = string | number | boolean;

interface Request {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, Scalar | readonly Scalar[] | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** The longest event of a stream, in UTF-16 units; a longer one ends the stream with an error. */
const maxEvent = 16 * 1024 * 1024;

/** Reads a list part by part until it has no more cursor. */
async function* pages<T>(
  read: (after: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next?: string }>,
  from: string | undefined,
): AsyncGenerator<T, void, undefined> {
  for (let after = from; ; ) {
    const page = await read(after);
    yield* page.items;
    if (page.next === undefined || page.next === "") {
      return;
    }
    after = page.next;
  }
}

/** Makes the error of an answer that is no success. */
async function problemOf(answer: Response): Promise<ProblemError> {
  let problem: ErrorModel = { status: answer.status, title: answer.statusText };
  try {
    const body: unknown = await answer.json();
    if (typeof body === "object" && body !== null && "type" in body) {
      problem = body as ErrorModel;
    }
  } catch {
    // A proxy's page says nothing that a person could use: the status does.
  }
  const seconds = Number(answer.headers.get("Retry-After") ?? "");
  return new ProblemError(answer.status, problem, seconds > 0 ? seconds : undefined);
}

/** Takes a stream of server-sent events apart: the blocks between empty lines. */
async function* blocks(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (let text = ""; ; ) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      text += decoder.decode(value, { stream: true });
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        yield text.slice(0, end);
        text = text.slice(end + 2);
      }
      if (text.length > maxEvent) {
        throw new Error("an event of the stream is too large");
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The event of a block; undefined for a comment. */
function eventOf(block: string): { id?: string; event: string; data: unknown } | undefined {
  const out: { id?: string; event: string; data: unknown } = { event: "message", data: undefined };
  let data: string | undefined;
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const value = line.slice(colon + 1).replace(/^ /, "");
    switch (line.slice(0, colon)) {
      case "id":
        out.id = value;
        break;
      case "event":
        out.event = value;
        break;
      case "data":
        data = data === undefined ? value : `${data}\n${value}`;
        break;
    }
  }
  if (data === undefined) {
    return undefined;
  }
  out.data = JSON.parse(data);
  return out;
}

/**
 * The API. Every method throws a {@link ProblemError} where the API refuses, and what fetch throws where it cannot be
 * reached or the request is aborted. A change carries an Idempotency-Key: give the same one to send it again.
 */
export class Client {
  private readonly config: ClientConfig;

  constructor(config: ClientConfig = {}) {
    this.config = config;
  }

  /** Sends a request and returns the answer of a success. */
  private async send(request: Request, options: RequestOptions): Promise<Response> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(request.query ?? {})) {
      const list: readonly (Scalar | undefined)[] = Array.isArray(value) ? value : [value as Scalar | undefined];
      for (const one of list) {
        if (one !== undefined) {
          query.append(name, String(one));
        }
      }
    }
    const headers = new Headers(this.config.headers?.());
    headers.set("Accept", "application/json");
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      if (value !== undefined) {
        headers.set(name, value);
      }
    }
    if (this.config.token !== undefined) {
      headers.set("Authorization", `Bearer ${this.config.token}`);
    }
    const init: RequestInit = { method: request.method, headers, credentials: "same-origin", redirect: "error" };
    if (request.body !== undefined) {
      headers.set("Content-Type", "application/json");
      init.body = JSON.stringify(request.body);
    }
    if (options.signal !== undefined) {
      init.signal = options.signal;
    }
    const parameters = query.toString();
    const address = (this.config.base ?? "") + request.path + (parameters === "" ? "" : `?${parameters}`);
    const fetch = this.config.fetch ?? globalThis.fetch;
    const answer = await fetch(address, init);
    if (!answer.ok) {
      throw await problemOf(answer);
    }
    return answer;
  }

  private async json<T>(request: Request, options: RequestOptions): Promise<T> {
    const answer = await this.send(request, options);
    return (await answer.json()) as T;
  }

  private async tagged<T>(request: Request, options: RequestOptions): Promise<Tagged<T>> {
    const answer = await this.send(request, options);
    return { value: (await answer.json()) as T, etag: answer.headers.get("ETag") ?? "" };
  }

  private async *stream<T>(request: Request, options: RequestOptions): AsyncGenerator<T, void, undefined> {
    const answer = await this.send({ ...request, headers: { ...request.headers, Accept: "text/event-stream" } }, options);
    if (answer.body === null) {
      return;
    }
    for await (const block of blocks(answer.body)) {
      const event = eventOf(block);
      if (event !== undefined) {
        yield event as T;
      }
    }
  }
  // CALLS
}
