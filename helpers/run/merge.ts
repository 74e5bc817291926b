import { join } from 'node:path';
import { catalogue } from '../behaviour/catalogue.ts';
import { readBaseline } from '../report/baseline/baseline.ts';
import { compareWithBaseline, failsRun } from '../report/baseline/compared.ts';
import { baselineText } from '../report/baseline/terminal.ts';
import type { CoverageOption } from '../report/coverage-file.ts';
import type { Results } from '../report/ctrf.ts';
import { addJobSummary } from '../report/github.ts';
import { onGitHub } from '../report/workflow-command.ts';
import { headline } from '../report/headline.ts';
import { merge } from '../report/merge.ts';
import { readResults } from '../report/read.ts';
import { savedFinding } from '../report/saved-finding.ts';
import { styled } from '../report/terminal.ts';
import { summaryText } from '../report/terminal-summary.ts';
import { makeReportFolder, writeResults } from '../report/write.ts';
import { checkCoverageFile, concludeCoverage } from './coverage.ts';
import { writeReport } from './write-report.ts';

/** The options of `report --merge`. */
interface MergeOptions {
  readonly report: string;
  readonly coverage: CoverageOption | undefined;
  /** The results.json with which the whole run is compared. */
  readonly baseline: string | undefined;
}

/**
 * Puts the parts of one engine's run together, and writes and prints their report as if it had run in one go. Gives the exit
 * code of that run. Throws a UserError where the files are not the parts of one run.
 */
export async function mergeParts(
  files: readonly string[],
  { report, coverage, baseline }: MergeOptions,
): Promise<number> {
  const ids = catalogue().map(({ id }) => id);
  const before = baseline === undefined ? undefined : readBaseline(baseline);
  const results = merge(
    files.map((file) => ({ file, results: readResults(file) })),
    ids,
  );
  const { environment, tests } = results.results;
  if (before) Object.assign(environment.extra, { baseline: compareWithBaseline(before, tests, ids) });
  checkCoverageFile(coverage, environment.extra.engine);
  makeReportFolder(report);
  writeResults(report, results);
  const shrank = concludeCoverage(coverage, report);
  const whole = readResults(join(report, 'results.json'));
  print(whole);
  await writeReport(report, files.join(' or '), whole);
  if (onGitHub()) addJobSummary(whole);
  console.log(`Results: ${join(report, 'results.json')} (CTRF), ${join(report, 'junit.xml')}`);
  return tests.some(({ extra }) => failsRun(environment.extra.baseline)(extra)) ? 1 : shrank;
}

function print(results: Results): void {
  const { tests, environment } = results.results;
  const { engine, baseline } = environment.extra;
  console.log(`${summaryText(tests.map(savedFinding), engine, baseline)}\n`);
  if (baseline) console.log(`${baselineText(baseline, results)}\n`);
  console.log(styled('bold', headline(results)));
}
