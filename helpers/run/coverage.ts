import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalogue } from '../behaviour/catalogue.ts';
import type { Fingerprint } from '../engine/identify.ts';
import { makeFolder } from '../engine/make-folder.ts';
import { UserError, errorCode } from '../engine/user-error.ts';
import {
  type Coverage,
  type CoverageLine,
  compareCoverage,
  coverageLine,
  coverageText,
  isShort,
  namesOf,
  writeCommand,
} from '../report/coverage.ts';
import { type CoverageOption, parseCoverage, updateCoverage } from '../report/coverage-file.ts';
import type { Results } from '../report/ctrf.ts';
import { coverageAnnotation } from '../report/github.ts';
import { onGitHub } from '../report/workflow-command.ts';
import { readResults } from '../report/read.ts';
import { writeResults } from '../report/write.ts';

/** Throws a UserError where there is no such file, or no line in it for an engine that is known; to write, where it cannot be. */
export function checkCoverageFile(option: CoverageOption | undefined, engine?: Pick<Fingerprint, 'suite'>): void {
  if (!option) return;
  const lines = linesOf(option);
  if (option.write) assertWritable(option.file);
  if (engine && !option.write) lineOf(lines, option, engine.suite);
}

/** Throws where the file cannot be written, before a run whose results would be lost with it. */
function assertWritable(file: string): void {
  makeFolder(dirname(file), 'name another file with --write-coverage');
  if (existsSync(file)) accessSync(file, constants.W_OK);
}

/** Compares the results of a run with a coverage file, adds that to them, and prints it. Gives 1 where coverage shrank. */
export function concludeCoverage(option: CoverageOption | undefined, folder: string): 0 | 1 {
  const file = join(folder, 'results.json');
  if (!option || !existsSync(file)) return 0;
  const found = readResults(file);
  if (option.write) return writeCoverage(option, [found]);
  const coverage = comparedWith(option, found);
  Object.assign(found.results.environment.extra, { coverage });
  writeResults(folder, found);
  return printCoverage(coverage, found);
}

/** Compares the results of several engines with a coverage file, or writes their lines. Gives 1 where coverage shrank. */
export function coverageOfAll(option: CoverageOption | undefined, all: readonly Results[]): 0 | 1 {
  if (!option) return 0;
  if (option.write) return writeCoverage(option, all);
  const codes = all.map((found) => printCoverage(comparedWith(option, found), found));
  return codes.includes(1) ? 1 : 0;
}

function comparedWith(option: CoverageOption, { results }: Results): Coverage {
  const { engine, coverage } = results.environment.extra;
  const line = lineOf(linesOf(option), option, engine.suite);
  return { ...coverage, compared: compareCoverage(option.file, line, testsOf(results), ids()) };
}

function printCoverage(coverage: Coverage, { results }: Results): 0 | 1 {
  const text = coverageText(coverage);
  if (text === undefined || !coverage.compared) return 0;
  const short = isShort(coverage);
  const command = writeCommand(coverage.compared, results.environment.extra.engine.suite);
  const whole = `${text}. ${short ? 'If that is meant, write' : 'Write'} the line again: ${command}`;
  console.error(whole);
  if (onGitHub()) console.log(coverageAnnotation(coverage.compared.file, whole, short));
  return short ? 1 : 0;
}

/** Writes the lines of engines. Gives 1 where a behaviour was not judged for another reason than its needs. */
function writeCoverage(option: CoverageOption, all: readonly Results[]): 0 | 1 {
  const { file } = option;
  const runs = all.map(({ results }) => ({
    name: nameOf(option, results.environment.extra.engine.suite),
    tests: testsOf(results),
  }));
  const lines = runs.map(({ name, tests }) => coverageLine(name, tests));
  const compared = runs.map(({ tests }, index) => compareCoverage(file, lines[index] as CoverageLine, tests, ids()));
  const partial = compared.find(({ missing }) => missing.length > 0);
  if (partial) {
    console.error(`${file} is not written: ${partial.line.name} did not judge ${namesOf(partial.missing)}.`);
    return 1;
  }
  writeFileSync(file, updateCoverage(existsSync(file) ? readFileSync(file, 'utf8') : '', lines));
  console.log(`Written to ${file}: ${lines.map(({ name, judged }) => `${name} ${judged}`).join(', ')}`);
  return 0;
}

function linesOf({ file, write }: CoverageOption): CoverageLine[] {
  try {
    return parseCoverage(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (write && errorCode(error) === 'ENOENT') return [];
    throw new UserError(
      `The coverage file ${file} cannot be read (${String(errorCode(error))}): name another, or make it with --write-coverage.`,
    );
  }
}

function lineOf(lines: readonly CoverageLine[], option: CoverageOption, suite: string | undefined): CoverageLine {
  const name = nameOf(option, suite);
  const line = lines.find((one) => one.name === name);
  if (line) return line;
  const value = suite ? option.file : `${option.file}#${name}`;
  throw new UserError(`${option.file} has no line for ${name}: write it with --write-coverage ${value}.`);
}

function nameOf({ line }: CoverageOption, suite: string | undefined): string {
  return suite ?? line;
}

function testsOf({ tests }: Results['results']) {
  return tests.map(({ extra }) => extra);
}

function ids(): string[] {
  return catalogue().map(({ id }) => id);
}
