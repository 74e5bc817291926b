import { describe, expect, test } from '@jest/globals';
import type { Fingerprint } from '../../engine/identify.ts';
import { HOSTILE, finding, resultsOf } from '../example.ts';
import type { Finding } from '../finding.ts';
import { type Column, columnsOf } from './column.ts';
import { toHtml } from './html.ts';
import { text, toMarkdown } from './markdown.ts';
import { chaptersOf } from './rows.ts';

const difference = {
  entry: 'bridge.alias-resolves on podman',
  instead: 'it resolves nothing',
  dockerSpecific: true,
  evidence: 'https://example.org/1',
};

/** The results of a run on an engine, as they would be saved. */
function saved(version: string, findings: readonly Finding[], about: Partial<Fingerprint> = {}) {
  const results = resultsOf(...findings);
  const engine = {
    name: 'Podman',
    version,
    options: [],
    source: 'embedded',
    os: 'Debian',
    kernel: '6.1.0-9',
    ...about,
  };
  Object.assign(results.results.environment.extra, { engine, run: `run-${version}-${about.source}` });
  return { file: `/tmp/${version}.json`, results };
}

const failed = (observed: number) => ({ kind: 'fact', subject: 'the port', expected: '80', observed }) as const;

const names = (columns: readonly Column[]): string[] => columns.map(({ name }) => name);

const rowsOf = (...findings: Finding[]) => {
  const columns = columnsOf(findings.map((one, index) => saved(`5.${index}`, [one])));
  return chaptersOf(columns, ['bridge.alias-resolves']).flatMap(({ rows }) => rows);
};

const markdownOf = (...sources: Parameters<typeof columnsOf>[0]) => {
  const columns = columnsOf(sources);
  return toMarkdown(columns, chaptersOf(columns, []), 'npm run matrix');
};

describe('the columns', () => {
  test('are named by engine, version and options, without the suffix of a distribution', () => {
    const columns = columnsOf([saved('5.4.2+ds1', []), saved('5.8', [], { options: ['icc=false'] })]);
    expect(names(columns)).toEqual(['Podman 5.4.2', 'Podman 5.8, icc=false']);
  });

  test('have their origin', () => {
    const [column] = columnsOf([saved('5.4.2', [])]);
    expect(column?.origin).toEqual(['embedded', 'Debian, kernel 6.1.0', '1970-01-01, 5.4.2.json']);
  });

  test('of one name are distinguished by their source', () => {
    expect(names(columnsOf([saved('5.4', [], { source: 'a' }), saved('5.4', [], { source: 'b' })]))).toEqual([
      'Podman 5.4 (a)',
      'Podman 5.4 (b)',
    ]);
  });

  test('of one name and source are distinguished by a number', () => {
    const [one, other] = [saved('5.4', []), saved('5.4', [])];
    Object.assign(other.results.results.environment.extra, { run: 'another' });
    expect(names(columnsOf([one, other]))).toEqual(['Podman 5.4 (embedded) #1', 'Podman 5.4 (embedded) #2']);
  });

  test('are of different runs', () => {
    expect(() => columnsOf([saved('5.4', []), saved('5.4', [])])).toThrow('are of one run: name each run once');
  });
});

describe('the rows', () => {
  const passed = finding();
  const differs = finding({ verdict: 'known-difference', difference });

  test.each([
    ['all pass', [passed, passed], false],
    ['one has a known difference', [passed, differs], true],
    ['all have the same known difference', [differs, differs], false],
    ['each differs from the others', [differs, finding({ verdict: 'failed', failures: [failed(1)] })], true],
    ['one does not support it', [passed, finding({ verdict: 'unsupported' })], false],
    [
      'two fail with the same observation',
      [1, 1].map((observed) => finding({ verdict: 'failed', failures: [failed(observed)] })),
      false,
    ],
    ['one passes unexpectedly', [passed, finding({ verdict: 'unexpected-pass', difference })], false],
  ] as const)('%s', (_, findings, expected) => {
    expect(rowsOf(...findings).map((row) => row.differs)).toEqual([expected]);
  });

  test('are those of all columns, in the order of the catalogue, unknown ones last', () => {
    const columns = columnsOf([
      saved('1', [finding({ id: 'old.gone' }), finding({ id: 'none.b' })]),
      saved('2', [finding({ id: 'none.a' })]),
    ]);
    const chapters = chaptersOf(columns, ['none.a', 'none.b']);
    expect(chapters.map(({ name, rows }) => [name, rows.map(({ id }) => id)])).toEqual([
      ['none', ['none.a', 'none.b']],
      ['old', ['old.gone']],
    ]);
    expect(chapters[0]?.rows[0]?.cells.map((cell) => cell?.extra.id)).toEqual([undefined, 'none.a']);
  });
});

test('in the HTML, hostile text is escaped, and every link is a web address', () => {
  const columns = columnsOf([
    saved('1', [finding({ sentence: HOSTILE, explanation: HOSTILE, docs: `javascript:${HOSTILE}` })]),
  ]);
  const html = toHtml(columns, chaptersOf(columns, []), HOSTILE);
  expect(html).not.toMatch(/<script>alert|javascript:/);
  expect(html).toContain('&lt;script&gt;alert');
});

describe('the figures of engines', () => {
  const figures = [{ name: 'creating the first network', value: 64, unit: 'ms' }] as const;
  const sources = [saved('1', [finding({ figures })]), saved('2', [finding()])];

  test('stand side by side, with a dash where there is none', () => {
    const [, cost = ''] = markdownOf(...sources).split('## How the cost grows');
    expect(cost).toContain('| **Podman 1** | **Podman 2** |');
    expect(cost).toContain('| creating the first network | 64 ms | – |');
    const columns = columnsOf(sources);
    expect(toHtml(columns, chaptersOf(columns, []), 'npm run matrix')).toContain('<td class="number">64 ms</td>');
  });

  test('have no heading where there are none', () => {
    expect(markdownOf(saved('1', [finding()]))).not.toContain('How the cost grows');
  });
});

describe('as Markdown', () => {
  test('a cell has the verdict, and a note says what the engine does instead, once for equal ones', () => {
    const differs = finding({ verdict: 'known-difference', difference });
    const markdown = markdownOf(saved('1', [finding()]), saved('2', [differs]), saved('3', [differs]));
    expect(markdown).toContain('| ✓ | ≠<sup>1</sup> | ≠<sup>1</sup> |');
    expect(markdown.match(/^\d+\. .*$/gm)).toEqual([
      '1. ≠ it resolves nothing ([source](https://example.org/1)) Docker’s own promise.',
    ]);
  });

  test('an engine that did not start has the reason, and the others have their verdicts', () => {
    const markdown = markdownOf(saved('1', [finding()]), { engine: 'debian:trixie', problem: 'the disk is full' });
    expect(markdown).toContain('debian:trixie has no results: the disk is full');
    expect(markdown).toContain('| ✓ |  |');
  });

  test('a behaviour that was not in a run differs from an unsupported one', () => {
    const markdown = markdownOf(
      saved('1', [finding()]),
      saved('2', [finding({ id: 'none.a', verdict: 'unsupported' })]),
    );
    expect(markdown).toContain('| ✓ | – |');
    expect(markdown).toContain('| – | ○<sup>1</sup> |');
  });

  test('code in a sentence stays code, and hostile code is text', () => {
    expect(text('A container on `none` has no network')).toBe('A container on `none` has no network');
    expect(text('`-p [::]:80:80` and `label!`')).toBe('`-p [::]:80:80` and `label!`');
    expect(text('`a | b` `<script>` `c')).toBe(String.raw`\`a \| b\` \`&lt;script>\` \`c`);
  });

  test('hostile text is escaped within its cell', () => {
    const hostile = finding({ sentence: `${HOSTILE} | a`, verdict: 'failed', explanation: `${HOSTILE} | b` });
    const lines = markdownOf(saved('1', [hostile])).split('\n');
    expect(lines.join('\n')).not.toMatch(/<script|<\/failure/);
    expect(lines.filter((line) => line.includes('alert'))).toHaveLength(2);
  });
});
