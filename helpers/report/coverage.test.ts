import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../behaviour/verdict.ts';
import { compareCoverage, coverageLine, coverageText, isShort, writeCommand } from './coverage.ts';
import { coverageOption, parseCoverage, updateCoverage } from './coverage-file.ts';

// cspell:ignore labb

const FILE = 'coverage.txt';

const judged = (id: string, verdict: Verdict = 'passed') => ({ id, verdict });
const lacking = (id: string, ...names: string[]) => ({
  id,
  verdict: 'unsupported' as const,
  unmet: names.map((need) => ({ need, requires: need, evidence: 'it is not there', remedy: 'get it' })),
});

/** The comparison of a run of these tests with a line. */
function compared(
  line: string,
  tests: Parameters<typeof coverageLine>[1],
  ids: readonly string[] = tests.map(({ id }) => id),
) {
  const [parsed] = parseCoverage(line, FILE) as [ReturnType<typeof coverageLine>];
  const coverage = {
    judged: coverageLine('', tests).judged,
    all: ids.length,
    compared: compareCoverage(FILE, parsed, tests, ids),
  };
  return { text: coverageText(coverage), short: isShort(coverage) };
}

describe('beside its line of a coverage file, a run', () => {
  const both = [judged('names.a'), lacking('overlay.a', 'lab')];

  test('that judged what the line has prints nothing', () => {
    expect(compared('debian:trixie 1 lab', both)).toEqual({ text: undefined, short: false });
  });

  test('that lacks a need which is not in the line is short, and names the behaviours', () => {
    expect(compared('debian:trixie 2 ipv6', both)).toEqual({
      short: true,
      text: 'debian:trixie judged 1 behaviour, and coverage.txt has 2; missing: overlay.a (requires lab)',
    });
  });

  test('is short of a behaviour even where a new one makes up for the number', () => {
    expect(compared('own 1', both)).toMatchObject({ short: true, text: expect.stringContaining('overlay.a') });
  });

  test('is not short of a behaviour that lacks a need of the line beside another one', () => {
    expect(compared('own 1 lab', [judged('names.a'), lacking('overlay.a', 'macvlan', 'lab')])).toMatchObject({
      short: false,
    });
  });

  test.each<[string, Parameters<typeof coverageLine>[1]]>([
    ['names.b (error)', [judged('names.a'), judged('names.b', 'error')]],
    ['names.b (disabled)', [judged('names.a'), judged('names.b', 'disabled')]],
    ['names.b (not run)', [judged('names.a')]],
  ])('is short of %s', (name, tests) => {
    const { text, short } = compared('own 2 lab', tests, ['names.a', 'names.b']);
    expect(text).toMatch(name);
    expect(short).toBe(true);
  });

  test('that judged fewer, all excused by the line, says why that can be', () => {
    expect(compared('own 2 lab', both)).toEqual({
      short: true,
      text: 'own judged 1 behaviour, and coverage.txt has 2: behaviours were removed, or more of them require lab',
    });
  });

  test('that judged more says to raise the number, and does not fail', () => {
    const text = 'own judged 2 behaviours, and coverage.txt has 1: raise it';
    expect(compared('own 1', [judged('a.a', 'failed'), judged('a.b', 'known-difference')])).toEqual({
      text,
      short: false,
    });
  });

  test('that meets a need of the line says so', () => {
    const text = 'coverage.txt says that own does not meet macvlan, and it does';
    expect(compared('own 1 lab macvlan', both)).toEqual({ text, short: false });
  });

  test('names twelve behaviours at most', () => {
    const { text = '' } = compared(
      'own 20',
      Array.from({ length: 20 }, (_, index) => lacking(`overlay.n${index}`, 'lab')),
    );
    expect(text).toMatch(/overlay\.n11 \(requires lab\), and 8 more$/);
  });

  test('has a command that writes its line', () => {
    const line = { name: 'own-as-root', judged: 1, unmet: [] };
    const comparison = { file: FILE, line, missing: [], met: [] };
    expect(writeCommand(comparison, undefined)).toBe('npm start -- --write-coverage coverage.txt#own-as-root');
    expect(writeCommand(comparison, 'debian:trixie')).toBe(
      'npm start -- --engine debian:trixie --write-coverage coverage.txt',
    );
  });
});

describe('a coverage file', () => {
  test.each([
    ['debian:trixie', 'line 1 is not of the form'],
    ['# comment\nown many', 'line 2 is not of the form'],
    ['own 3 labb', 'There is no need "labb": did you mean lab?'],
    ['own 3\nown 4', 'has two lines for own'],
  ])('%j is refused', (text, words) => {
    expect(() => parseCoverage(text, FILE)).toThrow(words);
  });

  test('keeps its comments and other lines when one is written, and gets a new one at its end', () => {
    const before = '# mine\nown 3 lab\ndebian:trixie 7 # seven\n';
    const lines = [
      { name: 'own', judged: 4, unmet: ['ipv6', 'lab'] },
      { name: 'podman:trixie', judged: 1, unmet: [] },
    ];
    expect(updateCoverage(before, lines)).toBe('# mine\nown 4 ipv6 lab\ndebian:trixie 7 # seven\npodman:trixie 1\n');
    expect(parseCoverage(updateCoverage('', lines), FILE)).toEqual(lines);
  });

  test('is named with the line of an engine that is not embedded', () => {
    expect(coverageOption('a.txt', false)).toEqual({ file: 'a.txt', line: 'own', write: false });
    expect(coverageOption('a.txt#ufw', true)).toEqual({ file: 'a.txt', line: 'ufw', write: true });
    expect(() => coverageOption('#ufw', true)).toThrow('is not of the form');
  });
});
