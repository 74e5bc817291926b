import { describe, expect, test } from '@jest/globals';
import { parseMatrixOptions } from './matrix-options.ts';

describe('the command line of the matrix', () => {
  test('may be empty: every release of Docker Engine and Podman', () => {
    const { engines, from, report, selection } = parseMatrixOptions([]);
    expect(engines).toHaveLength(6);
    expect({ from, report, selection }).toEqual({ from: [], report: 'report', selection: [] });
  });

  test('names engines in lists, one after another', () => {
    const { engines } = parseMatrixOptions(['--engine', 'own,debian:trixie+icc=false', '--engine', 'podman:forky']);
    expect(engines).toEqual(['own', 'debian:trixie+icc=false', 'podman:forky']);
  });

  test('names saved results, as a shell expands them', () => {
    expect(parseMatrixOptions(['--from', 'a.json', 'b.json']).from).toEqual(['a.json', 'b.json']);
  });

  test('passes on which behaviours', () => {
    expect(parseMatrixOptions(['--behaviour', 'a.b', '--chapter', 'c']).selection).toEqual([
      '--behaviour',
      'a.b',
      '--chapter',
      'c',
    ]);
  });

  test.each([
    [['--engine', 'debian:potato'], 'There is no engine "debian:potato"'],
    [['--engine', 'own,'], 'There is no engine ""'],
    [['--engine', 'own,own'], 'The engine "own" is named twice'],
    [['a.json'], '"a.json" is no option: saved results follow --from'],
    [['--from', 'a.json', '--engine', 'own'], 'not of both'],
    [['--colour'], "Unknown option '--colour'"],
  ])('%j is refused in a sentence', (args, sentence) => {
    expect(() => parseMatrixOptions(args)).toThrow(sentence);
  });
});
