// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch, Platform, watched } from './platform.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const out = new URL('out/', import.meta.url).pathname;
const sizes = [[390, 844], [1366, 768], [1920, 1080]];

let platform;
let browser;
let session;

before(async () => {
  await mkdir(out, { recursive: true });
  platform = await Platform.start();
  browser = await launch();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(platform.setup);
  await page.getByRole('button', { name: 'Become the first administrator' }).click();
  await page.waitForLoadState();
  session = await context.storageState();
  await context.close();
});

after(async () => {
  await browser?.close();
  await platform?.end();
});

/** visit opens an address of the page as who is signed in. */
async function visit(t, path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, storageState: session, ...options });
  t.after(() => context.close());
  const page = await watched(context, platform.api);
  await page.goto(platform.api + path);
  return page;
}

const ask = (page, path) => page.evaluate((p) => fetch(p).then((r) => r.json()), path);
const gravest = async (page) => (await ask(page, '/api/v1/cases?sort=gravest&limit=1')).items[0];
const grid = (page) => page.getByRole('grid');
const row = (page, n) => grid(page).locator(`[aria-rowindex="${n + 1}"]`);

test('who is not signed in is told how', async (t) => {
  const page = await visit(t, '/queue', { storageState: undefined });
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('Or show a token of the API').fill('gambeson_wrong');
  await page.keyboard.press('Enter');
  await page.getByText('no valid token').waitFor();
});

test('a newcomer gives a verdict and takes it back, by keyboard alone', async (t) => {
  const page = await visit(t, '/');
  await row(page, 1).getByText('critical').waitFor();
  const c = await gravest(page);
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'Case' }).getByRole('heading', { name: c.title }).waitFor();
  await page.keyboard.press('o');
  await page.waitForURL(`**/cases/${c.id}`);
  await page.getByRole('heading', { level: 1, name: c.title }).waitFor();
  await page.getByRole('list', { name: 'Kill chain' }).getByText('Credential access').waitFor();
  await row(page, 1).waitFor();

  await page.keyboard.press('t');
  await page.getByRole('combobox', { name: 'Because' }).fill('an intrusion, see the timeline');
  const begun = Date.now();
  await page.keyboard.press('Enter');
  await page.getByRole('banner').or(page.locator('.case-head')).getByText('True positive').first().waitFor();
  t.diagnostic(`verdict painted after ${Date.now() - begun} ms`);
  await page.getByText('1 case closed').waitFor();
  assert.equal((await ask(page, `/api/v1/cases/${c.id}`)).verdict, 'true_positive');
  await page.keyboard.press('u');
  await page.getByText('1 case as before').waitFor();
  assert.equal((await ask(page, `/api/v1/cases/${c.id}`)).state, 'new');
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await page.waitForURL('**/queue');
  await row(page, 1).getByText('critical').waitFor();
  assert.deepEqual(page.wrong, []);
});

test('all that match get one verdict, and it is undone as one', async (t) => {
  const page = await visit(t, '/queue?show=findings&q=severity%3Alow');
  const total = (await ask(page, '/api/v1/findings?severity=low&state=new&state=acknowledged&limit=1')).total;
  await page.getByRole('heading', { name: `${total} findings` }).waitFor();
  await page.keyboard.press('x');
  await page.getByText('1 finding selected').waitFor();
  await page.getByRole('button', { name: `All ${total} that match` }).click();
  await page.getByText(`${total} findings selected`).waitFor();
  await page.keyboard.press('f');
  await page.getByRole('combobox', { name: 'Because' }).fill('our own scanner');
  await page.keyboard.press('Enter');
  await page.getByText(`${total} findings closed`).waitFor();
  await page.getByRole('heading', { name: 'No findings fit this filter' }).waitFor();
  await page.keyboard.press('u');
  await page.getByText(`${total} findings as before`).waitFor();
  await page.getByRole('heading', { name: `${total} findings` }).waitFor();
  assert.deepEqual(page.wrong, []);
});

test('groups have exact counts, and an address is the whole view', async (t) => {
  const page = await visit(t, '/queue?show=findings&group=severity');
  const facets = await ask(page, '/api/v1/findings/facets?by=severity&state=new&state=acknowledged');
  for (const f of facets.top) await grid(page).getByRole('row').filter({ hasText: f.value }).filter({ hasText: String(f.count) }).first().waitFor();
  await row(page, 1).click();
  await page.waitForURL(/open=/);
  await row(page, 2).locator('[data-column="title"]').waitFor();
  const again = await page.context().newPage();
  await again.goto(page.url());
  await row(again, 2).locator('[data-column="title"]').waitFor();
  assert.deepEqual(page.wrong, []);
});

test('a brush on the timeline looks closer, and Back takes it off', async (t) => {
  const page = await visit(t, '/queue');
  await row(page, 1).waitFor();
  const c = await gravest(page);
  await page.goto(`${platform.api}/cases/${c.id}`);
  await page.getByRole('heading', { name: `${c.findings} findings`, exact: true }).waitFor();
  const box = await page.locator('.timeline svg').boundingBox();
  await page.mouse.move(box.x + box.width * 0.3, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await page.getByRole('heading', { name: new RegExp(`^\\d+ of ${c.findings} findings`) }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: `${c.findings} findings`, exact: true }).waitFor();
  assert.deepEqual(page.wrong, []);
});

test('the server goes away and comes back: it is said, and nothing is lost', async (t) => {
  const page = await visit(t, '/queue');
  await row(page, 1).getByText('critical').waitFor();
  const c = await gravest(page);
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  await platform.stop();
  await page.getByRole('status').filter({ hasText: 'Cut off' }).waitFor();
  await page.keyboard.press('t');
  await page.getByRole('combobox', { name: 'Because' }).fill('while the server was away');
  await page.keyboard.press('Enter');
  await row(page, 1).getByText('low').waitFor(); // painted at once
  await platform.serve();
  await page.getByText('1 case closed').waitFor({ timeout: 20_000 });
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor({ timeout: 20_000 });
  const entries = (await ask(page, `/api/v1/cases/${c.id}/entries`)).items.filter((e) => e.reason === 'while the server was away');
  assert.equal(entries.length, 1, 'the verdict was made once');
  await page.keyboard.press('u');
  await page.getByText('1 case as before').waitFor();
});

test('axe finds nothing, and screenshots', async (t) => {
  const first = await visit(t, '/queue');
  await row(first, 1).waitFor();
  const c = await gravest(first);
  const finding = (await ask(first, `/api/v1/cases/${c.id}/findings?limit=1`)).items[0];
  const pages = {
    'queue': '/queue', 'queue-case': `/queue?item=${c.id}`, 'queue-findings': '/queue?show=findings', 'queue-groups': '/queue?show=findings&group=technique',
    'queue-empty': '/queue?q=nothing-is-called-that', 'case': `/cases/${c.id}`, 'case-finding': `/cases/${c.id}?item=${finding.id}`, 'sources': '/sources', 'source-add': '/sources?add=yes', 'source': '/sources?item=okta', 'deadletters': '/deadletters?state=any', 'health': '/health', 'no-page': '/nowhere', 'no-case': '/cases/00000000000000000000000000000000',
  };
  const all = [];
  for (const colorScheme of ['dark', 'light']) {
    for (const [width, height] of sizes) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, storageState: session, bypassCSP: true, reducedMotion: 'reduce' });
      const page = await context.newPage();
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(platform.api + path);
        await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
        await page.locator('.table-row[aria-rowindex="2"], .state, .check').first().waitFor();
        await page.waitForTimeout(150);
        await page.screenshot({ path: `${out}${name}-${colorScheme}-${width}.png` });
        await page.addScriptTag({ path: axe });
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }));
        const found = violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? n.failureSummary}`).join(' | ')}`);
        for (const f of found) all.push(`${name} ${colorScheme} ${width}: ${f}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${name} at ${width} scrolls sideways by ${wide}`);
      }
      await context.close();
    }
  }
  assert.deepEqual(all, []);
});
