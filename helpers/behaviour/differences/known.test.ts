import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../catalogue.ts';
import type { Difference } from './difference.ts';
import { differences } from './index.ts';
import { isAsKnown, knownDifferences, placeOf } from './known.ts';

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
    ['from this one', { from: '5.4' }, true],
    ['from a later one', { from: '5.5' }, false],
    ['before this one', { before: '5.4.2' }, false],
    ['before a later one', { before: '6' }, true],
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

describe('whether what is seen is what is known', () => {
  test.each([
    ['a star for any text', 'from nginx: A grafana', 'unresolved (NXDOMAIN)', true],
    ['another asker', 'from grafana: A nginx', 'unresolved (NXDOMAIN)', false],
    ['another outcome', 'from nginx: A grafana', 'timed out', false],
  ])('%s', (_, request, observed, known) => {
    expect(isAsKnown(difference(), { request, observed })).toBe(known);
  });

  test('a fact is compared part by part', () => {
    const known = difference({ seen: { fact: 'its networks', observed: [{ a: 1 }] } });
    expect(isAsKnown(known, { fact: 'its networks', observed: [{ a: 1 }] })).toBe(true);
    expect(isAsKnown(known, { fact: 'its networks', observed: [{ a: 2 }] })).toBe(false);
  });

  test('what stands beside a star is text, no pattern', () => {
    const known = difference({ seen: { fact: 'a.b (*)', observed: undefined } });
    expect(isAsKnown(known, { fact: 'axb (1)', observed: undefined })).toBe(false);
  });
});

const entryOf = (engine: string) => `  {\n    id: 'bridge.alias-resolves',\n    engine: '${engine}',\n  },\n`;

test('an entry is found by its file and line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnc-differences-'));
  try {
    writeFileSync(join(folder, 'guide.ts'), `export const guide = [\n${entryOf('docker')}${entryOf('podman')}];\n`);
    expect(placeOf(difference(), folder)).toBe('helpers/behaviour/differences/guide.ts:6');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every known difference that can be found gone has a place of its own', () => {
  const always = differences.filter(({ flaky }) => !flaky);
  expect(new Set(always.map((one) => placeOf(one))).size).toBe(always.length);
});

test('every known difference is of a behaviour that there is, and says where it is told', () => {
  const ids = catalogue().map(({ id }) => id);
  for (const { id, evidence, instead } of differences) {
    expect(ids).toContain(id);
    expect(evidence).toMatch(/^https:\/\//);
    expect(instead).not.toBe('');
  }
});
