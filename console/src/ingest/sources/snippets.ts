// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

/** Snippet is what to paste into a sender so that it sends here. */
export interface Snippet {
  title: string;
  where: string;
  text: string;
}

/** snippets are for the usual senders, with the default ports, which the configuration may have changed. */
export function snippets(host: string, name: string, token: string): Snippet[] {
  return [
    {
      title: 'curl', where: 'a shell, to try it',
      text: `curl -sS http://${host}:8088/ingest/ndjson \\\n  -H 'Authorization: Bearer ${token}' \\\n  -H 'Idempotency-Key: try-1' \\\n  --data-binary '{"message":"hello from ${name}"}'`,
    },
    {
      title: 'OpenTelemetry Collector', where: 'its configuration',
      text: `exporters:\n  otlp/gambeson:\n    endpoint: ${host}:4317\n    headers:\n      authorization: Bearer ${token}\n    tls:\n      insecure: true\nservice:\n  pipelines:\n    logs:\n      exporters: [otlp/gambeson]`,
    },
    {
      title: 'rsyslog', where: '/etc/rsyslog.d/60-gambeson.conf (syslog knows no token: give the source an address range)',
      text: `*.* action(type="omfwd" target="${host}" port="514" protocol="tcp"\n           queue.type="LinkedList" queue.filename="gambeson" queue.saveOnShutdown="on"\n           action.resumeRetryCount="-1")`,
    },
  ];
}
