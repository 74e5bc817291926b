import { beforeAll, describe, expect, test } from '@jest/globals';
import { HOSTILE, finding, resultsOf } from '../example.ts';
import { exampleResults, findings, topology } from './example.ts';
import { toHtml } from './report.ts';

let page: string;

beforeAll(async () => {
  page = await toHtml(exampleResults());
});

/** The text of HTML as it is read, the names of signs in brackets. */
function plain(html: string): string {
  return html
    .replaceAll(/<span class="[\w-]+" role="img" aria-label="([^"]*)">.<\/span>/g, '[$1]')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'");
}

describe('the report of a run', () => {
  test('has each behaviour with the name of its verdict', () => {
    for (const { id, verdict } of findings) expect(page).toContain(`id="${id}" data-verdict="${verdict}"`);
    for (const name of ['failed', 'error', 'known difference', 'unsupported']) expect(page).toContain(`>${name}<`);
  });

  test('has the engine and the counts at its top', () => {
    expect(page).toContain(
      '<h1>Docker Engine 28.5.2: 1 failed, 1 error, 1 passed, 1 known difference, 1 not supported here (3 of 134 behaviours judged)</h1>',
    );
  });

  test('has the remedy of every unmet need, and whether only Docker makes a promise', () => {
    expect(page).toContain('<b>try --engine debian:trixie</b>');
    expect(page).toContain('<b>turn it on</b>');
    expect(page).toContain('Only Docker documents this promise.');
  });

  test('has each control below its request', () => {
    const rows = page.slice(page.indexOf('id="bridge.refuses"')).match(/<tr data-probe="\d"[^>]*>/g);
    expect(rows?.slice(0, 2)).toEqual(['<tr data-probe="1">', '<tr data-probe="2" class="control">']);
  });

  test('has a table of ways: a line for each pair and version of IP, its control below it', () => {
    const body = page.slice(page.indexOf('id="bridge.alias-resolves"'));
    const [table = ''] = body.match(/<table class="ways">.*?<\/table>/s) ?? [];
    const heads = [...table.matchAll(/<th scope="(col|row)">(.*?)<\/th>/gs)].map(([, , head = '']) => plain(head));
    expect(heads).toEqual([
      'From and to',
      'TCP',
      'other TCP',
      'UDP',
      'ping',
      'nginx → published 172.17.0.2',
      "control the engine's host → published 172.17.0.2",
      'nginx → grafana IPv6 fd00::3',
    ]);
    const cells = [...table.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => plain(cell));
    expect(cells.slice(0, 4)).toEqual([
      '[as expected] closed timed out',
      '[as expected] closed timed out',
      '[not as expected] open expected closed',
      '[as expected] closed timed out',
    ]);
    expect(cells.slice(9, 10)).toEqual(['[not as expected] closed timed out, expected open']);
    expect(body).toContain('12 requests of the table, with raw output');
  });

  test('draws the marks of the ways, and names those that it has', () => {
    const body = page.slice(page.indexOf('id="bridge.alias-resolves"'));
    const [figure = ''] = body.match(/<figure.*?<\/figure>/s) ?? [];
    expect(figure.match(/<g class="plate" data-probes="\d/g)).toHaveLength(3);
    expect(plain(figure.slice(figure.indexOf('<figcaption>')))).toContain('answered, not as expected');
    const other = page.slice(page.indexOf('id="bridge.refuses"'), page.indexOf('id="bridge.alias-resolves"'));
    expect(other).not.toContain('class="plate"');
  });

  test('draws a scenario once for all of its behaviours', () => {
    expect(page.match(/<g id="s\d+"/g)).toHaveLength(2);
    expect(page.match(/<svg class="topology"/g)).toHaveLength(3);
  });

  test('links to the web only', () => {
    expect(page).not.toMatch(/href="javascript:/i);
  });

  test('forbids all but its own styles and scripts', () => {
    const [, policy = ''] = page.match(/Content-Security-Policy" content="([^"]*)"/) ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(page).not.toMatch(/ style="| on\w+="/);
  });

  test('sends no request: its only addresses are links', () => {
    expect(page.replace(/<a href="[^"]*"/g, '')).not.toMatch(/(?:src|href)="(?!#|data:,)/);
  });
});

test('hostile text is escaped everywhere', async () => {
  const hostile = await toHtml(resultsOf(...findings.filter(({ id }) => id === 'none.hostile')));
  expect(hostile).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  expect(hostile.match(/<script/g)).toHaveLength(2);
  // oxlint-disable-next-line no-control-regex -- the test looks for these
  expect(hostile).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/);
});

test('fields that saved results lack are left out', async () => {
  const results = resultsOf(finding({ verdict: 'failed', explanation: HOSTILE, topology }));
  const [only] = results.results.tests as unknown as { extra: Record<string, unknown> }[];
  for (const name of ['statements', 'why', 'failure']) delete only?.extra[name];
  await expect(toHtml(results)).resolves.toContain('<svg class="topology"');
});

test('a scenario with only an unused host has no drawing', async () => {
  const empty = { hosts: topology.hosts, networks: [], containers: [] };
  await expect(toHtml(resultsOf(finding({ topology: empty })))).resolves.not.toContain('<svg class="topology"');
});

test('a run without behaviours has a page', async () => {
  await expect(toHtml(resultsOf())).resolves.toContain('nothing run (0 of 134 behaviours judged)');
});
