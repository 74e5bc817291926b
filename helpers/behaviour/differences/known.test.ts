import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { validRange } from 'semver';
import { catalogue } from '../catalogue.ts';
import { chapterOf, chapters } from '../chapters.ts';
import type { Difference } from './difference.ts';
import { differences } from './index.ts';
import { isAsKnown, knownDifferences, nameOf } from './known.ts';
import { EVIDENCE_TO_GIVE } from './paste.ts';

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

describe('whether a difference is of an engine', () => {
  test.each([
    ['all versions', {}, true],
    ['from this one', { versions: '>=5.4' }, true],
    ['from a later one', { versions: '>=5.5' }, false],
    ['before this one', { versions: '<5.4.2' }, false],
    ['between two', { versions: '>=5 <6' }, true],
    ['another engine', { engine: 'docker' }, false],
    ['an option that it has not', { option: 'icc=false' }, false],
    ['an option without which it does so', { unless: 'icc=false' }, true],
    ['another behaviour', { id: 'bridge.user-defined' }, false],
  ] as const)('%s', (_, about, known) => {
    const found = knownDifferences('bridge.alias-resolves', podman5, [difference(about)]);
    expect(found).toHaveLength(known ? 1 : 0);
  });

  test('an option that it has', () => {
    const engine = { ...podman5, options: ['icc=false'] };
    expect(knownDifferences('bridge.alias-resolves', engine, [difference({ option: 'icc=false' })])).toHaveLength(1);
  });

  test('an option that it has, and with which it does not', () => {
    const engine = { ...podman5, options: ['icc=false'] };
    expect(knownDifferences('bridge.alias-resolves', engine, [difference({ unless: 'icc=false' })])).toEqual([]);
  });
});

test('what an engine does at times is known beside what it always does', () => {
  const [always, other, sometimes] = [difference(), difference(), difference({ flaky: true })];
  expect(knownDifferences('bridge.alias-resolves', podman5, [sometimes, always, other])).toEqual([always, sometimes]);
});

const ofBindings = (observed: unknown) => difference({ seen: { fact: 'its bindings', observed } });

describe('whether what is seen is what is known', () => {
  test.each([
    ['a star for any text', 'from nginx: A grafana', 'unresolved (NXDOMAIN)', true],
    ['another asker', 'from grafana: A nginx', 'unresolved (NXDOMAIN)', false],
    ['another outcome', 'from nginx: A grafana', 'timed out', false],
  ])('%s', (_, request, observed, known) => {
    expect(isAsKnown(difference(), { request, observed })).toBe(known);
  });

  const bindings = [{ HostIp: '0.0.0.0', HostPort: '20838' }];

  test.each([
    ['the same parts', [{ HostIp: '0.0.0.0', HostPort: '20838' }], true],
    ['a star in a part', [{ HostIp: '0.0.0.0', HostPort: '*' }], true],
    ['another part', [{ HostIp: '127.0.0.1', HostPort: '*' }], false],
    ['a part less', [{ HostIp: '0.0.0.0' }], false],
    ['an item more', [...bindings, ...bindings], false],
    ['another thing', undefined, false],
  ])('a fact is compared part by part: %s', (_, wanted, known) => {
    expect(isAsKnown(ofBindings(wanted), { fact: 'its bindings', observed: bindings })).toBe(known);
  });

  test('what stands beside a star is text, no pattern', () => {
    const known = difference({ seen: { fact: 'a.b (*)', observed: undefined } });
    expect(isAsKnown(known, { fact: 'axb (1)', observed: undefined })).toBe(false);
  });
});

test.each([
  ['bridge.alias-resolves on podman', {}],
  ['bridge.alias-resolves on podman >=5 <6', { versions: '>=5 <6' }],
  ['bridge.alias-resolves on podman <6 with rootless', { versions: '<6', option: 'rootless' }],
  ['bridge.alias-resolves on podman without rootless', { unless: 'rootless' }],
])('the name %s', (name, about) => {
  expect(nameOf(difference(about))).toBe(name);
});

test('every known difference that fails a run once it is gone has a name of its own', () => {
  const always = differences.filter(({ flaky }) => !flaky);
  expect(new Set(always.map(nameOf)).size).toBe(always.length);
});

test.each(readdirSync(FOLDER).flatMap((file) => chapters.filter((chapter) => file === `${chapter}.ts`)))(
  'the file %s.ts has the known differences of its chapter, and no other',
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
    expect(evidence).not.toBe(EVIDENCE_TO_GIVE);
    expect(instead).not.toBe('');
  }
});
