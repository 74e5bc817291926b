import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { START_LIMIT_MS, describeInBrowser, isTooWide, openBrowser, violationsOn } from '../report/html/chromium.ts';
import { answered, exampleAbout, exampleScene, listener } from './example.ts';
import { judge } from './judge.ts';
import { toStackHtml } from './page.ts';
import { planned } from './plan.ts';

/** The report of a check in which promises passed, failed and are unsupported. */
async function exampleReport(): Promise<string> {
  const policy = `
allow:
  - { from: lan, to: web, by: tcp/80 }
  - { from: web, to: db, by: [tcp/5432, name] }
deny:
  - { from: web, to: mail, because: mail is for others }`;
  const scene = exampleScene(policy, { listeners: { web: [listener(80), listener(9090)] } });
  const exchanges = answered(planned(scene), ({ to, subject }) =>
    to === 'db' && subject.kind === 'tcp' ? { kind: 'refused' } : undefined,
  );
  return toStackHtml(judge(scene, exchanges, new Set()), exchanges, scene, {
    ...exampleAbout,
    unjudged: scene.stack.unjudged,
  });
}

describeInBrowser('the report of a check in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnc-check-report-'));
  const file = join(folder, 'index.html');
  let browser: Browser;
  let page: Page;
  let complaints: string[] = [];

  beforeAll(async () => {
    writeFileSync(file, await exampleReport());
    ({ browser, page, complaints } = await openBrowser());
    await page.goto(pathToFileURL(file).href);
  }, START_LIMIT_MS);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('axe finds no violation in %s colours and %i pixels, to which it fits', async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    expect(await violationsOn(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    expect(complaints).toEqual([]);
  });

  test('has the drawing, the pairs and what did not pass', async () => {
    await page.getByRole('img', { name: /^Topology/ }).waitFor();
    await page.getByRole('rowheader', { name: 'web' }).waitFor();
    await page.getByText('web → db tcp/5432').waitFor();
  });
});
