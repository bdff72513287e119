// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// The real platform with the demo's day in it, and a browser that is signed in, for the browser tests.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const program = process.env.GAMBESON ?? new URL('../../bin/gambeson', import.meta.url).pathname;

async function freePort() {
  const s = createServer().listen(0, '127.0.0.1');
  await once(s, 'listening');
  const { port } = s.address();
  s.close();
  await once(s, 'close');
  return port;
}

/** Platform is a demo's data, served. */
export class Platform {
  /** start makes the day (once, some 30 s) and serves it. */
  static async start() {
    const p = new Platform();
    p.dir = await mkdtemp(join(tmpdir(), 'gambeson-console-'));
    p.data = join(p.dir, 'data');
    const demo = spawn(program, ['demo', '--data', p.data, '--once', '--events', process.env.CONSOLE_EVENTS ?? '60000'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [code] = await once(demo, 'exit');
    if (code !== 0) throw new Error(`gambeson demo ended with ${code}`);
    const [api, http, syslog] = [await freePort(), await freePort(), await freePort()];
    p.api = `http://127.0.0.1:${api}`;
    p.http = `http://127.0.0.1:${http}`;
    p.config = join(p.dir, 'gambeson.yaml');
    await writeFile(p.config, [
      `api: {listen: "127.0.0.1:${api}"}`,
      `ingest: {http: {listen: "127.0.0.1:${http}"}, syslog: {tcp: "127.0.0.1:${syslog}", udp: ""}, otlp: {grpc: "", http: ""}}`,
      'bus: {min_free: 268435456, warn_free: 268435456}', '',
    ].join('\n'));
    p.setup = await p.serve();
    return p;
  }

  /** serve starts the program and returns the set-up address, where there is one. */
  async serve() {
    this.process = spawn(program, ['serve', '--data', this.data, '--config', this.config], { stdio: ['ignore', 'inherit', 'pipe'] });
    let setup;
    let said = '';
    for await (const line of createInterface({ input: this.process.stderr })) {
      setup ??= /http:\S+\/setup\/\S+/.exec(line)?.[0];
      said += `${line}\n`;
      if (!line.includes('Gambeson runs')) continue;
      this.process.stderr.resume();
      return setup;
    }
    throw new Error(`gambeson serve does not run:\n${said}`);
  }

  async stop() {
    if (this.process?.exitCode === null) {
      this.process.kill('SIGTERM');
      await once(this.process, 'exit');
    }
  }

  async end() {
    await this.stop();
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** launch starts Debian's Chromium, or the one that CHROMIUM names. */
export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });

/** chromiumIsThere reports whether launch can work. */
export const chromiumIsThere = () => existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium');

/** watched is a page that notes what goes wrong: errors, and requests that leave the origin. */
export async function watched(context, origin) {
  const page = await context.newPage();
  page.wrong = [];
  page.on('console', (m) => { if (m.type() === 'error' && !/ERR_(CONNECTION|INCOMPLETE|EMPTY)/.test(m.text())) page.wrong.push(m.text()); });
  page.on('pageerror', (e) => page.wrong.push(String(e)));
  page.on('request', (r) => { if (/^(https?|wss?):/.test(r.url()) && !r.url().startsWith(origin)) page.wrong.push(`left the origin: ${r.url()}`); });
  return page;
}
