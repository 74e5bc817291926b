import { describe, expect, test } from '@jest/globals';
import type { CatalogueEntry } from '../behaviour/catalogue.ts';
import { specPath, specSource } from '../behaviour/spec-path.ts';
import { UserError } from '../engine/user-error.ts';
import { type RunOptions, selection } from './selection.ts';

// cspell:ignore alais

const entries: readonly CatalogueEntry[] = [
  { id: 'bridge.alias-resolves', sentence: 'an alias resolves', file: 'specs/bridge/user-defined.spec.ts' },
  { id: 'bridge.alias', sentence: 'there are aliases', file: 'specs/bridge/user-defined.spec.ts' },
  { id: 'none.isolated', sentence: 'nothing is reached', file: 'specs/none/none.spec.ts', security: true },
];

/** Options of a run, of which only these are set. */
const optionsOf = (some: Partial<RunOptions>): RunOptions => ({
  engine: undefined,
  behaviours: [],
  chapters: [],
  security: false,
  select: 'all',
  coverage: undefined,
  baseline: undefined,
  shard: undefined,
  report: 'report',
  open: true,
  lan: false,
  doctor: false,
  verbose: false,
  jest: [],
  ...some,
});

const select = (some: Partial<RunOptions>) => selection(optionsOf(some), entries);

/** The files that Jest is given, and the behaviours whose titles it would run. */
function selected(some: Partial<RunOptions>): { files: string[]; ids: string[] } {
  const jest = select(some);
  const pattern = new RegExp(jest[jest.indexOf('--testNamePattern') + 1] ?? '', 'i');
  const titles = entries.map(({ id, sentence }) => ({ id, title: `a scenario of bridge.alias ${id} · ${sentence}` }));
  return {
    files: jest.slice(jest.indexOf('--runTestsByPath') + 1).map(specSource),
    ids: titles.filter(({ title }) => pattern.test(title)).map(({ id }) => id),
  };
}

describe('the selection', () => {
  test('is everything where nothing is named', () => {
    expect(select({})).toEqual([]);
    expect(select({ select: 'specs', jest: ['--bail'] })).toEqual(['--selectProjects', 'specs', '--bail']);
  });

  test('of a behaviour is that one only, even where another id begins with it', () => {
    expect(selected({ behaviours: ['bridge.alias'] })).toEqual({
      files: ['specs/bridge/user-defined.spec.ts'],
      ids: ['bridge.alias'],
    });
  });

  test('of a chapter is all its behaviours', () => {
    expect(selected({ chapters: ['bridge'] }).ids).toEqual(['bridge.alias-resolves', 'bridge.alias']);
  });

  test('of a behaviour and a chapter is both', () => {
    const both = {
      files: ['specs/bridge/user-defined.spec.ts', 'specs/none/none.spec.ts'],
      ids: ['bridge.alias', 'none.isolated'],
    };
    expect(selected({ chapters: ['none'], behaviours: ['bridge.alias'] })).toEqual(both);
  });

  test('of a security audit is its behaviours', () => {
    expect(selected({ security: true }).ids).toEqual(['none.isolated']);
    expect(() => select({ security: true, chapters: ['bridge'] })).toThrow('leave out --security');
  });

  test("is combined with Jest's own arguments, which precede the files", () => {
    const jest = select({ chapters: ['none'], jest: ['--bail'] });
    expect(jest.slice(-3)).toEqual(['--bail', '--runTestsByPath', specPath('specs/none/none.spec.ts')]);
  });

  test.each<[Partial<RunOptions>, string]>([
    [{ behaviours: ['bridge.alais'] }, 'There is no behaviour "bridge.alais": did you mean bridge.alias? npm run'],
    [{ behaviours: ['xyz'] }, 'There is no behaviour "xyz": npm run behaviours lists them all.'],
    [{ chapters: ['bridge.alias'] }, 'There is no chapter "bridge.alias": npm run behaviours lists them all.'],
    [{ chapters: ['none', ''] }, 'There is no chapter ""'],
  ])('of an unknown name is an error: %j', (some, what) => {
    expect(() => select(some)).toThrow(UserError);
    expect(() => select(some)).toThrow(what);
  });
});
