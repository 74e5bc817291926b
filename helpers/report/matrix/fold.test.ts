import { describe, expect, test } from '@jest/globals';
import { finding, resultsOf } from '../example.ts';
import type { Finding } from '../finding.ts';
import { type Column, columnsOf } from './column.ts';
import { folded, foldedText, membersOf } from './fold.ts';
import { toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';
import { chaptersOf } from './rows.ts';

/** The saved results of a host of a fleet. */
function host(
  source: string,
  { version = '26.1.5', findings = [finding()] }: { version?: string; findings?: Finding[] } = {},
) {
  const results = resultsOf(...findings);
  const engine = { name: 'Docker Engine', version, options: [], source, os: 'Debian', kernel: '6.12' };
  Object.assign(results.results.environment.extra, { engine, run: `${source} ${version} ${Math.random()}` });
  return { file: `/tmp/${source}.json`, results };
}

const failed = (observed: number) =>
  [
    finding({ verdict: 'failed', failures: [{ kind: 'fact', subject: 'the port', expected: '80', observed }] }),
  ] satisfies Finding[];

const names = (columns: readonly Column[]): string[] => columns.map(({ name }) => name);

const fleet = () => folded(columnsOf([host('a'), host('b'), host('slow', { findings: failed(1) }), host('c')]));

describe('columns', () => {
  test('of one version with the same verdicts are one, and the outlier comes first', () => {
    const columns = fleet();
    expect(names(columns)).toEqual(['Docker Engine 26.1.5 (slow)', 'Docker Engine 26.1.5 (3 hosts like this)']);
    expect(columns.map((column) => membersOf(column).length)).toEqual([1, 3]);
    expect(membersOf(columns[1] as Column).map(({ origin }) => origin[0])).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['versions', [host('a'), host('b', { version: '28.5.2' })]],
    ['failures', [host('a', { findings: failed(1) }), host('b', { findings: failed(2) })]],
    ['behaviours', [host('a'), host('b', { findings: [finding(), finding({ id: 'none.a' })] })]],
    ['days of one host', [host('a'), host('a')]],
  ] as const)('of different %s stay apart, in their order', (_, sources) => {
    const columns = columnsOf(sources);
    expect(names(folded(columns))).toEqual(names(columns));
  });

  test('without results stay apart', () => {
    const problem = 'connection refused';
    const columns = columnsOf([host('a'), host('b'), { engine: 'tcp://c', problem }, { engine: 'tcp://d', problem }]);
    expect(names(folded(columns))).toEqual(['tcp://c', 'tcp://d', 'Docker Engine 26.1.5']);
  });
});

test('on the terminal, each group has a line, and its hosts', () => {
  expect(foldedText(fleet())).toBe(
    'Docker Engine 26.1.5 (slow): 1 failed\nDocker Engine 26.1.5, 3 hosts like this: 1 passed\n  a, b, c',
  );
  expect(foldedText(folded(columnsOf([host('a')])))).toBeUndefined();
});

test('in the HTML and in Markdown, every host is named', () => {
  const columns = fleet();
  const html = toHtml(columns, chaptersOf(columns, []), 'npm run matrix');
  const markdown = toMarkdown(columns, chaptersOf(columns, []), 'npm run matrix');
  expect(html).toContain('<h1>4 engines, 1 behaviours, 1 differ</h1>');
  expect(html).toContain('Docker Engine 26.1.5 (a), and 2 hosts like it');
  expect(html.match(/up to \d+ s/g)).toHaveLength(1);
  for (const name of ['slow', 'a', 'b', 'c']) {
    expect(html).toContain(`<th scope="row">Docker Engine 26.1.5 (${name})</th>`);
    expect(markdown).toContain(`| Docker Engine 26.1.5 (${name}) | ${name}; `);
  }
  expect(markdown).toContain('| **Docker Engine 26.1.5 (slow)** | **Docker Engine 26.1.5 (3 hosts like this)** |');
});

test('where no other column has the engine, Markdown says how many hosts it stands for', () => {
  const columns = folded(columnsOf([host('a'), host('b')]));
  const markdown = toMarkdown(columns, chaptersOf(columns, []), 'npm run matrix');
  expect(markdown).toContain('| **Docker Engine 26.1.5** <br>2 hosts like this |');
});
