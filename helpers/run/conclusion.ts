import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { userSpecsFolder } from '../behaviour/user-specs.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { IN_PACKAGE } from '../engine/suite-folder.ts';
import { errorText } from '../engine/user-error.ts';
import { type Counts, exitCodeOf } from '../report/counts.ts';
import { addJobSummary, addOutputs, annotations } from '../report/github.ts';
import { onGitHub } from '../report/workflow-command.ts';
import { readResults } from '../report/read.ts';
import { linkTo } from '../report/terminal.ts';
import { plural } from '../report/printed-values.ts';
import { writeViews } from '../report/write.ts';
import { concludeCoverage } from './coverage.ts';
import { onDesktop, showPage } from './desktop.ts';
import type { Interruption } from './interruption.ts';
import { publishResults } from './publish-results.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunOptions } from './selection.ts';

/** A run whose test process has ended, and whose objects have been removed. */
interface EndedRun {
  /** The exit code of the test process. */
  readonly ended: number;
  readonly counts: Counts | undefined;
  /** 1 where the run left objects on the engine. */
  readonly left: number;
  readonly entries: readonly DescribedEntry[];
  /** The line with which GitHub reads workflow commands again, where the run stopped that. */
  readonly resume: string | undefined;
}

/**
 * Compares a run with the coverage file, makes its report, copies the results to the user's folder, and prints the last
 * lines. A run that was interrupted gets its report as well. Gives the exit code.
 */
export async function concludeRun(
  run: RunFolder,
  { ended, counts, left, entries, resume }: EndedRun,
  { coverage, report, open }: RunOptions,
  interruption: Interruption,
): Promise<number> {
  const code = counts ? exitCodeOf(ended, counts) : ended;
  const shrank = interruption.signal ? 0 : concludeCoverage(coverage, run.results);
  const viewsFailed = await makeViews(run);
  const publishFailed = publishResults(run.results, report);
  if (resume) console.log(resume);
  annotateOnGitHub(run, entries, report);
  const wrong = code || left || shrank || viewsFailed || publishFailed;
  if (interruption.signal) console.error(`Interrupted: the verdicts so far are in ${join(report, 'results.json')}.`);
  else closingLines(counts, report, left + shrank + viewsFailed + publishFailed);
  if (wrong && !interruption.signal && open && onDesktop()) await showPage(join(report, 'index.html'));
  return interruption.exitCode ?? wrong;
}

/** Writes the report and the other files that are made from the results. Gives 1 where that fails. */
async function makeViews({ results }: RunFolder): Promise<0 | 1> {
  try {
    await writeViews(results, readResults(join(results, 'results.json')));
    return 0;
  } catch (error) {
    console.error(
      `The report could not be made from results.json (${errorText(error)}): try again with ${suiteCommand('report')}.`,
    );
    return 1;
  }
}

/**
 * On GitHub, annotates the failed behaviours in their specs, adds the summary to that of the job, and sets the outputs of
 * the step.
 */
function annotateOnGitHub({ results }: RunFolder, entries: readonly DescribedEntry[], report: string): void {
  const file = join(results, 'results.json');
  if (!onGitHub() || !existsSync(file)) return;
  const found = readResults(file);
  // the user's own specs are in the repository of the job
  const inPackage = IN_PACKAGE && userSpecsFolder() === undefined;
  for (const line of annotations(found, entries, inPackage)) console.log(line);
  addJobSummary(found);
  addOutputs(found, report);
}

/** How many tests passed and failed; undefined where Jest ended without a report. */
export function readCounts({ counts }: RunFolder): Counts | undefined {
  return existsSync(counts) ? (JSON.parse(readFileSync(counts, 'utf8')) as Counts) : undefined;
}

/**
 * Prints the last lines of a run: the paths of the results, and how many tests passed and failed; `more` failures are not
 * Jest's.
 */
function closingLines(counts: Counts | undefined, report: string, more: number): void {
  if (existsSync(join(report, 'results.json')))
    console.log(`Results: ${join(report, 'results.json')} (CTRF), ${join(report, 'junit.xml')}`);
  if (existsSync(join(report, 'index.html'))) console.log(`Report: ${linkTo(join(report, 'index.html'))}`);
  if (!counts) {
    console.error('Jest ended without a report: see its message above.');
    console.log('0 passed, 1 failed');
    return;
  }
  const { passed, failed, accepted, errors = 0 } = counts;
  if (errors > 0) console.log(`The failed include ${plural(errors, 'error')}: what could not be judged.`);
  const others = accepted > 0 ? `; the baseline excuses ${accepted} more` : '';
  console.log(`${passed} passed, ${failed + more} failed${others}`);
}
