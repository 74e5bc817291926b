import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { catalogue } from '../behaviour/catalogue.ts';
import type { Verdict } from '../behaviour/verdict.ts';
import { ciSuites, matrixSuites } from '../engine/embedded/suites.ts';
import { parseCoverage } from '../report/coverage-file.ts';
import type { Results } from '../report/ctrf.ts';
import { finding, resultsOf } from '../report/example.ts';
import { toJson } from '../report/json.ts';
import { readResults } from '../report/read.ts';
import { checkCoverageFile, concludeCoverage, coverageOfAll } from './coverage.ts';

const ROOT = join(import.meta.dirname, '../..');
/** A step of the workflow that runs every behaviour, and is no trial. */
const RUNS = /npm (?:--prefix \S+ )?(?:start|test)\b(?! -- --doctor)|npm run matrix|\.ci\/run\b/;
const STORED = '.github/coverage.txt';

const entries = catalogue();
const folder = mkdtempSync(join(tmpdir(), 'dnc-coverage-'));
const file = join(folder, 'coverage.txt');

afterAll(() => rmSync(folder, { recursive: true }));

/** A run of every behaviour, on an embedded debian:forky, in which some have another verdict than `passed`. */
function runOf(others: Readonly<Record<string, Verdict>> = {}): Results {
  const lab = { need: 'lab', requires: 'a lab', evidence: 'there is none', remedy: 'start one' };
  return resultsOf(
    ...entries.map(({ id }) => {
      const verdict = others[id] ?? 'passed';
      return finding({ id, verdict, ...(verdict === 'unsupported' ? { unmet: [lab] } : {}) });
    }),
  );
}

const [first, second] = entries.map(({ id }) => id) as [string, string];
const compare = { file, line: 'own', write: false };
const write = { ...compare, write: true };
const at = (name: string) => ({ ...write, file: join(folder, name) });

describe('the stored coverage', () => {
  const lines = parseCoverage(readFileSync(join(ROOT, STORED), 'utf8'), STORED);
  const workflow = readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8');

  test('has a line for every engine that CI runs', () => {
    // by the line of an engine that is not embedded, or with options: --engine debian:forky+firewalld
    const named = [/coverage\.txt#([\w-]+)/g, /--engine (\w+:\w+\+\S+)/g].flatMap((pattern) =>
      [...workflow.matchAll(pattern)].map(([, name = '']) => name),
    );
    const wanted = new Set([...ciSuites, ...matrixSuites, 'own', ...named]);
    expect(lines.map(({ name }) => name).toSorted()).toEqual([...wanted].toSorted());
  });

  test.each(lines)('of $name is not more than the behaviours whose needs are met there', ({ judged, unmet }) => {
    const possible = entries.filter(({ needs }) => !needs.some((need) => unmet.includes(need)));
    expect(judged).toBeLessThanOrEqual(possible.length);
  });

  test('is what CI compares each of its runs with', () => {
    // a step's command may be on the lines below `run:`
    const steps = workflow.split(/^ {6}- /m).filter((step) => RUNS.test(step));
    expect(steps.filter((step) => !/coverage\.txt|\.ci\/run\b/.test(step))).toEqual([]);
    expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toContain(`--coverage ${STORED}`);
    expect(steps.length).toBeGreaterThan(5);
  });
});

describe('a run with a coverage file', () => {
  let printed: string[];

  beforeEach(() => {
    printed = [];
    const print = (text: string): void => void printed.push(text);
    jest.spyOn(console, 'error').mockImplementation(print);
    jest.spyOn(console, 'log').mockImplementation(print);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(file, { force: true });
  });

  test('writes its line, and then prints nothing', () => {
    expect(coverageOfAll(write, [runOf({ [first]: 'unsupported' })])).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain(`\ndebian:forky ${entries.length - 1} lab\n`);
    printed = [];
    expect(coverageOfAll(compare, [runOf({ [first]: 'unsupported' })])).toBe(0);
    expect(printed).toEqual([]);
  });

  test('fails where a behaviour went, names it, and has it in its results', () => {
    writeFileSync(file, `debian:forky ${entries.length}\n`);
    writeFileSync(join(folder, 'results.json'), toJson(runOf({ [second]: 'unsupported' })));
    expect(concludeCoverage(compare, folder)).toBe(1);
    expect(printed).toEqual([expect.stringContaining(`: ${second} (requires lab). If that is meant, write the line`)]);
    const { coverage } = readResults(join(folder, 'results.json')).results.environment.extra;
    expect(coverage.compared?.missing).toEqual([{ id: second, verdict: 'unsupported', unmet: ['lab'] }]);
  });

  test('says to raise a number that is too low, and does not fail', () => {
    writeFileSync(file, 'debian:forky 1\n');
    expect(coverageOfAll(compare, [runOf()])).toBe(0);
    expect(printed).toEqual([expect.stringContaining('raise it. Write the line again: npm start -- --engine')]);
  });

  test('is not written where a behaviour was not judged for another reason than a need', () => {
    expect(coverageOfAll(write, [runOf({ [first]: 'error' })])).toBe(1);
    expect(printed).toEqual([`${file} is not written: debian:forky did not judge ${first} (error).`]);
    expect(() => checkCoverageFile(compare)).toThrow('make it with --write-coverage');
  });

  test('makes the folder of a new file, and is refused before it starts where there can be none', () => {
    checkCoverageFile(at('new/coverage.txt'));
    expect(coverageOfAll(at('new/coverage.txt'), [runOf()])).toBe(0);
    writeFileSync(file, 'own 1\n');
    expect(() => checkCoverageFile(at('coverage.txt/inside.txt'))).toThrow('cannot be');
    expect(() => checkCoverageFile({ ...write, file: '/proc/none/coverage.txt' })).toThrow(
      'The folder /proc/none cannot be written to',
    );
  });

  test('is refused where the file has no line for its engine', () => {
    writeFileSync(file, 'own 1\n');
    expect(() => checkCoverageFile(compare, { suite: 'debian:forky' })).toThrow(
      `has no line for debian:forky: write it with --write-coverage ${file}.`,
    );
    expect(() => checkCoverageFile({ ...compare, line: 'ufw' }, {})).toThrow(`--write-coverage ${file}#ufw.`);
    expect(() => checkCoverageFile(compare, {})).not.toThrow();
  });
});
