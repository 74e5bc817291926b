import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { validRange } from 'semver';
import { catalogue } from '../catalogue.ts';
import { chapterOf, chapters } from '../chapters.ts';
import type { Difference } from './difference.ts';
import { differences } from './index.ts';
import { matchesDifference, knownDifferences, entryNameOf } from './known.ts';
import { EVIDENCE_PLACEHOLDER } from './paste.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

const difference = (about: Partial<Difference> = {}): Difference => ({
  id: 'bridge.alias-resolves',
  engine: 'podman',
  instead: 'the name does not resolve',
  seen: { request: 'from nginx: *', observed: 'unresolved (*)' },
  evidence: 'https://github.com/containers/podman/issues/1',
  ...about,
});

const podman5 = { kind: 'podman', version: '5.4.2', options: [] } as const;

describe('whether an engine has a difference', () => {
  test.each([
    ['all versions', {}, true],
    ['from this one', { versions: '>=5.4' }, true],
    ['from a later one', { versions: '>=5.5' }, false],
    ['before this one', { versions: '<5.4.2' }, false],
    ['between two', { versions: '>=5 <6' }, true],
    ['another engine', { engine: 'docker' }, false],
    ['an option that it does not have', { option: 'icc=false' }, false],
    ['an excluding option that it does not have', { unless: 'icc=false' }, true],
    ['another behaviour', { id: 'bridge.user-defined' }, false],
  ] as const)('%s', (_, about, known) => {
    const found = knownDifferences('bridge.alias-resolves', podman5, [difference(about)]);
    expect(found).toHaveLength(known ? 1 : 0);
  });

  test('an option that it has', () => {
    const engine = { ...podman5, options: ['icc=false'] };
    expect(knownDifferences('bridge.alias-resolves', engine, [difference({ option: 'icc=false' })])).toHaveLength(1);
  });

  test('an option that it has, and that excludes the difference', () => {
    const engine = { ...podman5, options: ['icc=false'] };
    expect(knownDifferences('bridge.alias-resolves', engine, [difference({ unless: 'icc=false' })])).toEqual([]);
  });
});

test('flaky differences are listed after the one that always shows', () => {
  const [always, other, flaky] = [difference(), difference(), difference({ flaky: true })];
  expect(knownDifferences('bridge.alias-resolves', podman5, [flaky, always, other])).toEqual([always, flaky]);
});

const ofBindings = (observed: unknown) => difference({ seen: { fact: 'the bindings', observed } });

describe('whether a failure matches a difference', () => {
  test.each([
    ['a star for any text', 'from nginx: A grafana', 'unresolved (NXDOMAIN)', true],
    ['another vantage point', 'from grafana: A nginx', 'unresolved (NXDOMAIN)', false],
    ['another outcome', 'from nginx: A grafana', 'timed out', false],
  ])('%s', (_, request, observed, known) => {
    expect(matchesDifference(difference(), { request, observed })).toBe(known);
  });

  const bindings = [{ HostIp: '0.0.0.0', HostPort: '20838' }];

  test.each([
    ['the same parts', [{ HostIp: '0.0.0.0', HostPort: '20838' }], true],
    ['a star in a part', [{ HostIp: '0.0.0.0', HostPort: '*' }], true],
    ['another part', [{ HostIp: '127.0.0.1', HostPort: '*' }], false],
    ['a missing part', [{ HostIp: '0.0.0.0' }], false],
    ['an additional item', [...bindings, ...bindings], false],
    ['another value', undefined, false],
  ])('a fact is compared part by part: %s', (_, wanted, known) => {
    expect(matchesDifference(ofBindings(wanted), { fact: 'the bindings', observed: bindings })).toBe(known);
  });

  test('characters beside a star are literal text', () => {
    const known = difference({ seen: { fact: 'a.b (*)', observed: undefined } });
    expect(matchesDifference(known, { fact: 'axb (1)', observed: undefined })).toBe(false);
  });
});

test.each([
  ['bridge.alias-resolves on podman', {}],
  ['bridge.alias-resolves on podman >=5 <6', { versions: '>=5 <6' }],
  ['bridge.alias-resolves on podman <6 with rootless', { versions: '<6', option: 'rootless' }],
  ['bridge.alias-resolves on podman without rootless', { unless: 'rootless' }],
])('the name %s', (name, about) => {
  expect(entryNameOf(difference(about))).toBe(name);
});

test('the names of known differences are unique, except of flaky ones', () => {
  const always = differences.filter(({ flaky }) => !flaky);
  expect(new Set(always.map(entryNameOf)).size).toBe(always.length);
});

test.each(readdirSync(FOLDER).flatMap((file) => chapters.filter((chapter) => file === `${chapter}.ts`)))(
  'the file %s.ts has the known differences of its chapter and no others',
  async (chapter) => {
    const lists = Object.values((await import(`./${chapter}.ts`)) as Record<string, Difference[]>);
    expect(lists).toEqual([differences.filter(({ id }) => chapterOf(id) === chapter)]);
  },
);

test.each(differences.map(({ versions }) => versions ?? '*'))('%s is a range of versions', (range) => {
  expect(validRange(range)).not.toBeNull();
});

test('every known difference is of an existing behaviour, and links to its evidence', () => {
  const ids = catalogue().map(({ id }) => id);
  for (const { id, evidence, instead } of differences) {
    expect(ids).toContain(id);
    expect(evidence).toMatch(/^https:\/\//);
    expect(evidence).not.toBe(EVIDENCE_PLACEHOLDER);
    expect(instead).not.toBe('');
  }
});
