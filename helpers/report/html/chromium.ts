import { existsSync } from 'node:fs';
import { describe, jest } from '@jest/globals';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';

/** Where Debian, Ubuntu, Fedora and macOS have it; or where CHROMIUM says. */
const executablePath = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== undefined && existsSync(path));

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser on a busy machine takes its time. */
export const START_LIMIT_MS = 60_000;

/** How long a test in a browser may take: axe looks at hundreds of elements, and 300 topologies are drawn. */
const TEST_LIMIT_MS = 120_000;

/** Tests in a browser: skipped where there is none, unless REQUIRE_BROWSER is set. */
export function describeInBrowser(name: string, tests: () => void): void {
  const missing = executablePath ? '' : ' (no Chromium found: run .ci/install-browser, or set CHROMIUM)';
  const isRequired = Boolean(process.env['REQUIRE_BROWSER']);
  jest.setTimeout(TEST_LIMIT_MS);
  (executablePath || isRequired ? describe : describe.skip)(`${name}${missing}`, tests);
}

/** A page in a browser, and what is wrong with what it shows. */
export interface WatchedPage {
  readonly browser: Browser;
  readonly page: Page;
  /** What the page logged, errors in its scripts, and requests that leave the disk. */
  readonly complaints: string[];
}

/** Starts a browser. Throws where there is none. */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<WatchedPage> {
  if (!executablePath) throw new Error('REQUIRE_BROWSER is set, and no Chromium is installed.');
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  const page = await browser.newPage({ permissions: ['clipboard-read', 'clipboard-write'], ...options });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!/^(file|data|about):/.test(request.url())) complaints.push(`request: ${request.url()}`);
  });
  return { browser, page, complaints };
}

/** A clock of what a page makes the processor do, in ms, which stands still while other programs run. */
export async function processorClock(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.POSITIVE_INFINITY) * 1000;
  };
}

/** What axe finds on a page, with the elements. */
export async function violationsOn(page: Page): Promise<unknown[]> {
  await page.evaluate(axe.source);
  // what it would load again is forbidden by the policy of a page
  const found = await page.evaluate<axe.AxeResults>('axe.run({ preload: false })');
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]);
}

/** Whether a page has to be scrolled to the side. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}
