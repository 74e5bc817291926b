import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../behaviour/verdict.ts';
import { HOSTILE, finding } from '../example.ts';
import type { Finding } from '../finding.ts';
import type { Source } from '../matrix/column.ts';
import { saved } from './example.ts';
import { type Feed, archivedName, readFeed } from './feed.ts';
import { History } from './history.ts';
import { type Site, makeSite } from './site.ts';
import { differingText, rangeText, spansText } from './versions.ts';

const ID = 'bridge.alias-resolves';

const failed: Partial<Finding> = {
  verdict: 'failed',
  failures: [{ kind: 'fact', subject: 'the port', expected: '80', observed: '81' }],
};

const siteOf = (sources: readonly Source[], earlier: readonly Feed[] = []): Promise<Site> =>
  makeSite({ sources, order: [], differences: [], earlier, suite: '1.2.3' });

const pageOf = ({ files }: Site, path = `b/${ID}.html`): string => files.find(([name]) => name === path)?.[1] ?? '';

const old = { version: '20.10.24', suite: 'debian:bookworm' };
const newer = { version: '28.5.2', suite: 'debian:forky' };

describe('versions', () => {
  test.each([
    ['4.3.x', '4.3'],
    ['<28', 'before 28'],
    ['>=5.4', 'since 5.4'],
    ['>=4.3 <4.4', '4.3'],
    ['>=5 <6', '5'],
    ['>=5.4 <6', 'from 5.4, before 6'],
    ['28.1 || 29', '28.1 || 29'],
  ])('%s is %s', (range, words) => {
    expect(rangeText(range)).toBe(words);
  });

  test('of a known difference have its options', () => {
    const difference = { id: ID, instead: 'it does not', seen: [], evidence: 'https://example.org' };
    expect(differingText({ ...difference, engine: 'docker', versions: '<28', option: 'icc=false' })).toBe(
      'Docker Engine before 28 with icc=false',
    );
    expect(differingText({ ...difference, engine: 'podman', unless: 'rootless' })).toBe(
      'Podman in every version measured without rootless',
    );
  });

  test('as measured say since which a promise is kept', () => {
    expect(
      spansText([
        { passes: false, versions: ['20.10.24', '26.1.5'] },
        { passes: true, versions: ['28.5.2'] },
      ]),
    ).toBe('differs on 20.10.24 and 26.1.5; passes since 28.5.2');
    expect(spansText([{ passes: true, versions: ['4.3.1'] }])).toBe('passes on 4.3.1, the only version measured');
  });

  test('that pass on one host and differ on another are neither', async () => {
    const site = await siteOf([
      saved([finding(failed)], old),
      saved([finding(failed)], { ...newer, source: 'DOCKER_HOST' }),
      saved([finding()], newer),
    ]);
    expect(pageOf(site)).toContain('<dd>differs on 20.10.24; differs between hosts since 28.5.2</dd>');
  });

  test('stand on the page, sorted, and those with an option left out', async () => {
    const site = await siteOf([
      saved([finding()], newer),
      saved([finding(failed)], old),
      saved([finding(failed)], { version: '29.0', suite: 'debian:sid+icc=false', options: ['icc=false'] }),
    ]);
    expect(pageOf(site)).toContain('<dd>differs on 20.10.24; passes since 28.5.2</dd>');
    expect(site.engines.map(({ name }) => name)).toEqual([
      'Docker Engine 20.10.24',
      'Docker Engine 28.5.2',
      'Docker Engine 29.0, icc=false',
    ]);
  });
});

describe('the page of a behaviour', () => {
  test('has engines with the same observation once', async () => {
    const site = await siteOf([saved([finding(failed)], old), saved([finding(failed)], newer)]);
    expect(pageOf(site).match(/class="group /g)).toHaveLength(1);
    expect(pageOf(site)).toContain('<li>Docker Engine 20.10.24</li><li>Docker Engine 28.5.2</li>');
  });

  test('has an address that is made of the id alone, and leads to the next', async () => {
    const site = await siteOf([saved([finding(), finding({ id: 'none.alone' })])]);
    expect(site.files.map(([path]) => path)).toEqual([
      'site.css',
      'site.js',
      'latest.json',
      'index.html',
      'b/bridge.alias-resolves.html',
      'b/none.alone.html',
    ]);
    expect(pageOf(site)).toContain('href="none.alone.html"');
  });
});

test('every page forbids all but the files of the site, and has no hostile text as markup', async () => {
  const hostile = finding({
    sentence: HOSTILE,
    why: HOSTILE,
    explanation: HOSTILE,
    verdict: 'error',
    docs: 'javascript:1',
  });
  const { files } = await siteOf([saved([hostile], { name: HOSTILE, os: HOSTILE })]);
  for (const [path, text] of files.filter(([name]) => name.endsWith('.html'))) {
    expect([path, text.match(/Content-Security-Policy" content="([^"]*)"/)?.[1]]).toEqual([
      path,
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; form-action 'none'",
    ]);
    expect(text).not.toMatch(/<script>alert|href="javascript:| style="| on\w+="/);
  }
});

describe('the history', () => {
  const feed = (date: string, verdict: Verdict, version = '28.5.2'): Feed => ({
    schema: 1,
    suite: '1.2.3',
    date: `${date}T10:00:00.000Z`,
    engines: [{ key: 'debian:sid', name: `Docker Engine ${version}`, kind: 'docker', version, date }],
    behaviours: [{ id: ID, sentence: 'A name resolves', docs: '', verdicts: { 'debian:sid': verdict }, observed: {} }],
    earlier: [],
  });

  test('says when a verdict changed, and with which version', () => {
    const history = new History([
      feed('2026-01-01', 'passed', '28.0'),
      feed('2026-01-02', 'failed', '29.0'),
      feed('2026-01-03', 'failed', '29.0'),
    ]);
    expect(history.changesOf(ID)).toMatchObject([
      {
        before: { name: 'Docker Engine 28.0', verdict: 'passed' },
        after: { name: 'Docker Engine 29.0', verdict: 'failed' },
      },
    ]);
    expect(history.heldSince(ID, 'debian:sid')).toBe('2026-01-02T10:00:00.000Z');
    expect(history.newest).toEqual([]);
  });

  test('of one matrix says nothing', () => {
    const history = new History([feed('2026-01-01', 'passed')]);
    expect([history.since, history.heldSince(ID, 'debian:sid'), history.newest]).toEqual([undefined, undefined, []]);
  });

  test('is kept under the time of a matrix', () => {
    expect(archivedName(feed('2026-01-01', 'passed'))).toBe('runs/2026-01-01T10-00-00Z.json');
  });

  test('is read from what a site wrote', async () => {
    const site = await siteOf([saved([finding(failed)], newer)]);
    const read = readFeed('latest.json', site.files.find(([path]) => path === 'latest.json')?.[1] ?? '');
    expect(read).toEqual(site.feed);
    expect(read.behaviours).toMatchObject([
      { verdicts: { 'debian:forky': 'failed' }, observed: { 'debian:forky': "the port: '81'" } },
    ]);
  });

  test.each([
    ['truncated', '{"schema":1,', 'is not JSON, or truncated'],
    ['null', 'null', 'is no matrix of an earlier site'],
    [
      'another schema',
      JSON.stringify({ ...feed('2026-01-01', 'passed'), schema: 2 }),
      'is no matrix of an earlier site',
    ],
    ['an id that is a path', JSON.stringify(feed('2026-01-01', 'passed')).replace(ID, '../evil'), 'is no matrix of'],
    [
      'an unknown verdict',
      JSON.stringify(feed('2026-01-01', 'passed')).replace('"passed"', '"maybe"'),
      'is no matrix of',
    ],
    ['a date that is none', JSON.stringify(feed('2026-01-01', 'passed')).replace('T10', '/../T10'), 'is no matrix of'],
  ])('that is %s is refused in a sentence', (_, text, sentence) => {
    expect(() => readFeed('runs/a.json', text)).toThrow(sentence);
  });
});

test.each([
  ['no options', { options: undefined }],
  ['a version that is a number', { version: 5 }],
])('an engine with %s is refused in a sentence', async (_, about) => {
  await expect(siteOf([saved([finding()], about as never)])).rejects.toThrow(/cannot be shown \(.*name results that/);
});

test.each(['../evil', 'Bridge.Alias', `bridge.${'a'.repeat(300)}`])(
  'the id %s is refused in a sentence',
  async (id) => {
    await expect(siteOf([saved([finding({ id })])])).rejects.toThrow('has no id of the form chapter.short-statement');
  },
);

test('a behaviour with evidence of another form is refused in a sentence', async () => {
  const source = saved([finding()]);
  Object.assign(source.results.results.tests[0]?.extra ?? {}, { evidence: [null] });
  await expect(siteOf([source])).rejects.toThrow(`${ID} cannot be shown (`);
});
