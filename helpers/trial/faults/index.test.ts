import { describe, expect, test } from '@jest/globals';
import { type DescribedEntry, catalogue } from '../../behaviour/catalogue.ts';
import { chapterOf } from '../../behaviour/chapters.ts';
import { reliances } from '../../behaviour/relies.ts';
import { differences } from '../../behaviour/differences/index.ts';
import { type Fault, apiFault, labFault } from './fault.ts';
import { behavioursFor, expectedUnder, failsNowhere, faults } from './index.ts';

const entry = (id: string, about: Partial<DescribedEntry> = {}): DescribedEntry => ({
  id,
  sentence: 'A promise',
  file: 'specs/bridge/one.spec.ts',
  line: 1,
  docs: '',
  needs: [],
  ...about,
});

const entries = [
  entry('bridge.alias-resolves', { relies: ['alias', 'peers'] }),
  entry('bridge.no-alias-no-name', { controlsRely: ['peers'] }),
  entry('names.self', { relies: ['alias'], controlsRely: ['peers'] }),
  entry('none.isolated'),
];

describe('what must fail under a fault, and what may end in an error', () => {
  test.each<[string, Partial<Fault>, string[], string[]]>([
    [
      'what relies on it, or only its controls do',
      { breaks: ['peers'] },
      ['bridge.alias-resolves'],
      ['bridge.no-alias-no-name', 'names.self'],
    ],
    [
      'what relies on one of several things',
      { breaks: ['stop', 'alias'] },
      ['bridge.alias-resolves', 'names.self'],
      [],
    ],
    [
      'what relies on it and in its controls as well',
      { breaks: ['alias', 'peers'] },
      ['bridge.alias-resolves', 'names.self'],
      ['bridge.no-alias-no-name'],
    ],
    [
      'what is named as unclear, though it relies on it',
      { breaks: ['alias'], unclear: ['names.self'] },
      ['bridge.alias-resolves'],
      ['names.self'],
    ],
    ['what is named', { mustFail: ['none.isolated'], unclear: ['names.self'] }, ['none.isolated'], ['names.self']],
  ])('%s', (_, about, fail, unclear) => {
    expect(expectedUnder({ name: 'x', ...about }, entries)).toEqual({ name: 'x', fail, unclear });
  });
});

const filesOf = (ids: readonly string[]) => [
  ...new Set(catalogue().flatMap(({ id, file }) => (ids.includes(id) ? [file] : []))),
];

const chaptersOf = (ids: readonly string[]) => [...new Set(ids.map(chapterOf))];

describe('the behaviours that are judged under a fault', () => {
  test('are those of the spec files of all that it affects', () => {
    const fault = apiFault({ name: 'x', mustFail: ['none.isolated'], unclear: ['bridge.alias-resolves'] });
    const ids = behavioursFor(fault);
    expect(ids).toEqual(expect.arrayContaining(['none.loopback-only', 'bridge.ip-only-reachable']));
    expect(filesOf(ids)).toEqual(filesOf(['bridge.alias-resolves', 'none.isolated']));
  });

  test('are those of the affected spec files in the chapters that it names', () => {
    const ids = behavioursFor(apiFault({ name: 'x', breaks: ['alias'], chapters: ['bridge'] }));
    expect(chaptersOf(ids)).toEqual(['bridge']);
  });

  test('are those of the affected spec files in the selected chapters', () => {
    const fault = apiFault({ name: 'x', breaks: ['alias'] });
    expect(chaptersOf(behavioursFor(fault, { chapter: ['bridge', 'none'], everywhere: false }))).toEqual(['bridge']);
  });

  test('are all on the same kind of host', () => {
    const ids = behavioursFor(apiFault({ name: 'x' }), { chapter: [], everywhere: true });
    expect(ids).toEqual(catalogue().flatMap(({ id, engineHosts }) => (engineHosts ? [] : [id])));
  });

  test('are those with engines of their own in the lab, and the others elsewhere', () => {
    expect(behavioursFor(labFault({ name: 'x', breaks: ['embedded-dns'], script: '' }))).toContain('names.in-swarm');
    expect(behavioursFor(apiFault({ name: 'x', breaks: ['embedded-dns'] }))).not.toContain('names.in-swarm');
  });
});

const ids = catalogue().map(({ id }) => id);

test.each(faults.map((fault) => [fault.name, fault] as const))(
  '"%s" must be noticed by behaviours that there are',
  (_, fault) => {
    expect(ids).toEqual(expect.arrayContaining([...(fault.mustFail ?? []), ...(fault.unclear ?? [])]));
    const judged = behavioursFor(fault);
    expect(expectedUnder(fault).fail.filter((id) => judged.includes(id))).not.toEqual([]);
  },
);

test.each([...failsNowhere])('%s, which fails under no fault, is a known difference of every engine', (id) => {
  expect(ids).toContain(id);
  const differing = differences.filter((one) => one.id === id).map(({ engine }) => engine);
  expect(new Set(differing)).toEqual(new Set(['docker', 'podman']));
});

test('every fault has a name of its own', () => {
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
});

test.each(Object.keys(reliances))('something relies on %s, and a fault breaks it', (reliance) => {
  expect(catalogue().some(({ relies }) => relies?.includes(reliance))).toBe(true);
  expect(faults.some(({ breaks }) => breaks?.some((broken) => broken === reliance))).toBe(true);
});
