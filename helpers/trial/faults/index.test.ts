import { describe, expect, test } from '@jest/globals';
import { type DescribedEntry, catalogue } from '../../behaviour/catalogue.ts';
import { chapterOf } from '../../behaviour/chapters.ts';
import { reliances } from '../../behaviour/relies.ts';
import { type Fault, apiFault, labFault } from './fault.ts';
import { behavioursFor, expectedUnder, faults } from './index.ts';

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
    ['what is named', { mustFail: ['none.isolated'], unclear: ['names.self'] }, ['none.isolated'], ['names.self']],
  ])('%s', (_, about, fail, unclear) => {
    expect(expectedUnder({ name: 'x', ...about }, entries)).toEqual({ name: 'x', fail, unclear });
  });
});

const chaptersOf = (ids: readonly string[]) => [...new Set(ids.map(chapterOf))];

describe('the behaviours that are judged under a fault', () => {
  test('are those of the chapters of all that it affects', () => {
    const ids = behavioursFor(apiFault({ name: 'x', breaks: ['host-network'] }));
    expect(chaptersOf(ids)).toEqual(expect.arrayContaining(['host', 'names']));
    expect(ids).toContain('names.container-name');
  });

  test('are those of the chapters that it names', () => {
    expect(chaptersOf(behavioursFor(apiFault({ name: 'x', breaks: ['alias'], chapters: ['bridge'] })))).toEqual([
      'bridge',
    ]);
  });

  test('are those of the selected chapters', () => {
    const selection = { chapter: ['none'], everywhere: false };
    expect(chaptersOf(behavioursFor(apiFault({ name: 'x', breaks: ['alias'] }), selection))).toEqual(['none']);
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

test('every fault has a name of its own', () => {
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
});

test.each(Object.keys(reliances))('something relies on %s, and a fault breaks it', (reliance) => {
  expect(catalogue().some(({ relies }) => relies?.includes(reliance))).toBe(true);
  expect(faults.some(({ breaks }) => breaks?.some((broken) => broken === reliance))).toBe(true);
});
