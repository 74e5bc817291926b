import { describe, expect, test } from '@jest/globals';
import type { CatalogueEntry } from '../behaviour/catalogue.ts';
import { UserError } from '../engine/user-error.ts';
import { USAGE, parseRunOptions, selection } from './options.ts';

// cspell:ignore egnine alais

const entries: readonly CatalogueEntry[] = [
  { id: 'bridge.alias-resolves', sentence: 'an alias leads home', file: 'specs/bridge/user-defined.spec.ts' },
  { id: 'bridge.alias', sentence: 'there are aliases', file: 'specs/bridge/user-defined.spec.ts' },
  { id: 'none.isolated', sentence: 'nothing is reached', file: 'specs/none/none.spec.ts', security: true },
];

const select = (...args: string[]) => selection(parseRunOptions(args), entries);

/** The files that Jest is given, and the behaviours whose titles it would run. */
function selected(...args: string[]): { files: string[]; ids: string[] } {
  const jest = select(...args);
  const pattern = new RegExp(jest[jest.indexOf('--testNamePattern') + 1] ?? '', 'i');
  const titles = entries.map(({ id, sentence }) => ({ id, title: `a scenario of bridge.alias ${id} · ${sentence}` }));
  return {
    files: jest.slice(jest.indexOf('--runTestsByPath') + 1),
    ids: titles.filter(({ title }) => pattern.test(title)).map(({ id }) => id),
  };
}

describe('the command line', () => {
  test('may be empty: everything runs, on the engine that is found', () => {
    expect(parseRunOptions([])).toEqual({
      engine: undefined,
      behaviours: [],
      chapters: [],
      security: false,
      doctor: false,
      select: 'all',
      report: 'report',
      open: true,
      jest: [],
    });
  });

  test('names an engine, behaviours, chapters, and what is for Jest', () => {
    const args = [
      '--engine',
      'debian:trixie',
      '--behaviour',
      'a.b',
      '--behaviour=c.d',
      '--chapter',
      'none',
      '--',
      '--bail',
      '--',
      'x',
    ];
    expect(parseRunOptions([...args])).toEqual({
      engine: 'debian:trixie',
      behaviours: ['a.b', 'c.d'],
      chapters: ['none'],
      security: false,
      doctor: false,
      select: 'all',
      report: 'report',
      open: true,
      jest: ['--bail', '--', 'x'],
    });
  });

  test.each([
    ['an unknown option', ['--egnine', 'x'], "Unknown option '--egnine'"],
    ['an argument that belongs to nothing', ['bridge'], "Unexpected argument 'bridge'"],
    ['an option without its value', ['--engine'], "Option '--engine <value>' argument missing"],
    ['an option in the place of a value', ['--engine', '--chapter', 'none'], "Option '--engine' argument is ambiguous"],
  ])('with %s is refused, and the options are told', (_, args, what) => {
    const parse = () => parseRunOptions(args);
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(new UserError(`${what}; the options are:\n${USAGE}`));
  });
});

describe('the selection', () => {
  test('of nothing is everything', () => {
    expect(select()).toEqual([]);
    expect(select('--select', 'specs', '--', '--bail')).toEqual(['--selectProjects', 'specs', '--bail']);
  });

  test('of a behaviour is that one alone, though the id of another begins with its own', () => {
    expect(selected('--behaviour', 'bridge.alias')).toEqual({
      files: ['specs/bridge/user-defined.spec.ts'],
      ids: ['bridge.alias'],
    });
  });

  test('of a chapter is all that is in it', () => {
    expect(selected('--chapter', 'bridge').ids).toEqual(['bridge.alias-resolves', 'bridge.alias']);
  });

  test('of a behaviour and a chapter is both', () => {
    const both = {
      files: ['specs/bridge/user-defined.spec.ts', 'specs/none/none.spec.ts'],
      ids: ['bridge.alias', 'none.isolated'],
    };
    expect(selected('--chapter', 'none', '--behaviour', 'bridge.alias')).toEqual(both);
  });

  test("goes along with Jest's own arguments, which stand before the files", () => {
    const jest = select('--chapter', 'none', '--', '--bail');
    expect(jest.slice(-3)).toEqual(['--bail', '--runTestsByPath', 'specs/none/none.spec.ts']);
  });

  test.each([
    [
      ['--behaviour', 'bridge.alais'],
      'There is no behaviour "bridge.alais": the ids are bridge.alias-resolves, bridge.alias, none',
    ],
    [['--behaviour', 'bridge'], 'There is no behaviour "bridge"'],
    [['--chapter', 'bridge.alias'], 'There is no chapter "bridge.alias": the chapters are bridge, none.'],
    [['--chapter', 'none', '--chapter', ''], 'There is no chapter ""'],
  ])('of what is not there is refused: %j', (args, what) => {
    expect(() => select(...args)).toThrow(UserError);
    expect(() => select(...args)).toThrow(what);
  });
});
