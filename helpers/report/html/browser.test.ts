import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { columnsOf } from '../matrix/column.ts';
import { toHtml as toMatrix } from '../matrix/html.ts';
import { chaptersOf } from '../matrix/rows.ts';
import { START_LIMIT_MS, describeInBrowser, openBrowser, processorClock, violationsOn } from './chromium.ts';
import { exampleResults, findings } from './example.ts';
import { HOSTILE, finding, resultsOf } from '../example.ts';
import { toHtml } from './report.ts';

const COPIES = 400;
/** The time of the processor that a reader does not take for waiting; on a slow machine, several times what it takes. */
const OPENING_LIMIT_MS = 5_000;
const FILTER_LIMIT_MS = 1_500;

/** Two engines of which one keeps all, and one that did not come up. */
function exampleMatrix(): string {
  const [one, other] = [
    exampleResults(),
    resultsOf(...findings.map((each) => finding({ id: each.id, chapter: each.chapter }))),
  ];
  const results = [one, other].map((each, index) => {
    const engine = {
      name: 'An Engine',
      version: `${index}.1`,
      options: [],
      source: HOSTILE,
      os: HOSTILE,
      kernel: '6.1',
    };
    Object.assign(each.results.environment.extra, { engine, run: `run-${index}` });
    return { file: `${index}.json`, results: each };
  });
  const columns = columnsOf([...results, { engine: 'debian:trixie', problem: HOSTILE }]);
  return toMatrix(columns, chaptersOf(columns, []), 'npm run matrix');
}

describeInBrowser('the report in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnc-browser-'));
  const [small, large, matrix] = ['small', 'large', 'matrix'].map((name) => join(folder, `${name}.html`)) as [
    string,
    string,
    string,
  ];
  let browser: Browser;
  let page: Page;
  let complaints: string[] = [];

  // one of all for all tests: each begins on a page that is loaded anew
  beforeAll(async () => {
    writeFileSync(small, await toHtml(exampleResults()));
    writeFileSync(large, await toHtml(exampleResults(COPIES)));
    writeFileSync(matrix, exampleMatrix());
    ({ browser, page, complaints } = await openBrowser());
  }, START_LIMIT_MS);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    complaints.length = 0;
    await page.goto('about:blank');
    await page.emulateMedia({ colorScheme: 'light', media: 'screen' });
  });

  afterEach(() => expect(complaints).toEqual([]));

  const open = async (file = small, hash = ''): Promise<void> => {
    await page.goto(`${pathToFileURL(file).href}${hash}`);
  };

  const violations = () => violationsOn(page);

  const shown = (): Promise<string[]> =>
    page.locator('.behaviour:visible').evaluateAll((rows) => rows.map(({ id }) => id));

  test('filters are stored in the address, and restored from it', async () => {
    await open();
    expect(await shown()).toEqual(findings.map(({ id }) => id));
    await page.getByRole('checkbox', { name: 'failed' }).check({ force: true });
    await page.getByRole('checkbox', { name: 'unsupported' }).check({ force: true });
    expect(await shown()).toEqual(['bridge.alias-resolves', 'none.unsupported']);
    await page.getByRole('combobox', { name: 'Chapter' }).selectOption('none');
    expect(await shown()).toEqual(['none.unsupported']);
    await expect(page.locator('.filters output').textContent()).resolves.toBe('1 of 5');
    expect(new URL(page.url()).hash).toBe('#verdict=failed%2Cunsupported&chapter=none');
    await page.reload();
    expect(await shown()).toEqual(['none.unsupported']);
  });

  test('a text is searched in the details of behaviours as well', async () => {
    await open();
    const search = page.getByRole('searchbox', { name: 'Text' });
    await search.fill('Dashboard:3000 refused');
    expect(await shown()).toEqual(['bridge.refuses']);
    await search.fill('no such text');
    expect(await shown()).toEqual([]);
    await expect(page.getByText('No matching behaviour.').isVisible()).resolves.toBe(true);
  });

  test('a behaviour expands by the keyboard, and by its address', async () => {
    await open();
    const body = page.locator('[id="bridge.refuses"] .body');
    await expect(body.count()).resolves.toBe(0);
    await page.locator('[id="bridge.refuses"] > summary').focus();
    await page.keyboard.press('Enter');
    await body.getByRole('table').first().waitFor();
    await body.getByRole('img', { name: /^Topology: nginx/ }).waitFor();
    await page.goto('about:blank');
    await open(small, '#none.podman');
    await page.locator('[id="none.podman"] .difference').waitFor();
  });

  test('the commands are copied as they are', async () => {
    await open(small, '#bridge.refuses');
    const row = page.locator('[id="bridge.refuses"]');
    await row.getByText('Reproduce manually').click();
    await row.getByRole('button', { name: 'Copy' }).last().click();
    await row.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toMatch(/^#!\/bin\/sh\n/);
    expect(copied).toContain('\ndocker network create bridgenetwork\ndocker run --name nginx nginx\n');
  });

  test('the line of the hovered probe is highlighted', async () => {
    await open(small, '#bridge.refuses');
    await page.locator('[id="bridge.refuses"] tr[data-probe="2"]').hover();
    await expect(page.locator('.probe-path.lit').count()).resolves.toBe(1);
    await expect(page.locator('.probe-path.lit').getAttribute('data-probes')).resolves.toBe('2');
  });

  test('hostile text runs no script', async () => {
    await open(small, '#none.hostile');
    await page.locator('[id="none.hostile"] .more > summary').click();
    await page.locator('[id="bridge.alias-resolves"] .more > summary').last().click();
    await expect(page.locator('.behaviour script, .topology script').count()).resolves.toBe(0);
  });

  test.each(['light', 'dark'] as const)(
    'axe finds no violation in the %s page, with everything expanded',
    async (scheme) => {
      await page.emulateMedia({ colorScheme: scheme });
      await open();
      // what is in a behaviour is there once that is open
      for (const selector of ['.behaviour', 'details'])
        await page.locator(selector).evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
      expect(await violations()).toEqual([]);
    },
  );

  test('each verdict of the matrix shows what was observed', async () => {
    await open(matrix);
    await page
      .getByRole('button', { name: /^known difference: / })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.getByText('the container has another network').first().waitFor();
    await expect(page.getByRole('link', { name: 'Source' }).isVisible()).resolves.toBe(true);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('link', { name: 'Source' }).isVisible()).resolves.toBe(false);
  });

  test('the matrix can show only the rows in which the engines differ', async () => {
    await open(matrix);
    const rows = page.locator('.matrix th[scope="row"]:visible');
    const before = await rows.count();
    await page.getByRole('checkbox', { name: 'only where the engines differ' }).check();
    expect(await rows.count()).toBeLessThan(before);
  });

  test.each(['light', 'dark'] as const)('axe finds no violation in the %s matrix', async (scheme) => {
    await page.emulateMedia({ colorScheme: scheme });
    await open(matrix);
    await page.locator('td.known-difference button').first().click();
    expect(await violations()).toEqual([]);
  });

  test('the button toggles the theme', async () => {
    await open();
    const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await paper();
    await page.getByRole('button', { name: 'Dark' }).click();
    expect(await paper()).not.toBe(light);
    await page.reload();
    await page.getByRole('button', { name: 'Light' }).click();
    expect(await paper()).toBe(light);
    await page.evaluate('localStorage.clear()');
  });

  test('it is printed in light colours, without buttons and filters', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await open();
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('.filters').isVisible()).resolves.toBe(false);
    await expect(page.evaluate('getComputedStyle(document.body).backgroundColor')).resolves.toBe('rgb(253, 252, 249)');
  });

  test('2000 behaviours expand and are filtered without delay', async () => {
    const workedMs = await processorClock(page);
    const before = await workedMs();
    await open(large);
    await expect(page.locator('.behaviour').count()).resolves.toBe(COPIES * findings.length);
    const opened = await workedMs();
    expect(opened - before).toBeLessThan(OPENING_LIMIT_MS);
    await page.evaluate(`{
        const search = document.querySelector('[name="text"]');
        search.value = 'refuses-399';
        search.dispatchEvent(new Event('input', { bubbles: true }));
        // until it is laid out again
        document.body.offsetHeight;
      }`);
    const filtered = (await workedMs()) - opened;
    expect(await shown()).toEqual(['bridge.refuses-399']);
    expect(filtered).toBeLessThan(FILTER_LIMIT_MS);
  });
});
