// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import type { Plugin } from 'vite';

// The server of the API that `npm run dev` and `vite preview` stand before.
const server = process.env['GAMBESON_SERVER'] ?? 'http://127.0.0.1:8443';
const proxy = Object.fromEntries(['/api', '/setup', '/openapi.json'].map((path) => [path, { target: server }]));

// dist keeps the file that makes it part of the repository, so Vite may not empty it; and each file is written compressed
// besides, because the Go server compresses nothing.
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    buildStart() {
      for (const name of readdirSync('dist')) {
        if (name !== '.gitignore') rmSync(`dist/${name}`, { recursive: true });
      }
    },
    closeBundle() {
      for (const name of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
        if (/\.(js|css|html|svg)$/.test(name)) writeFileSync(`dist/${name}.gz`, gzipSync(readFileSync(`dist/${name}`), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), packed()],
  build: { emptyOutDir: false, target: 'es2023', cssTarget: ['chrome123', 'firefox128', 'safari17.5'], modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: { proxy },
  preview: { proxy },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});
