import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { errorText } from '../engine/user-error.ts';
import { addJobSummary, annotations, onGitHub } from '../report/github.ts';
import { readResults } from '../report/read.ts';
import { linkTo } from '../report/terminal.ts';
import { writeViews } from '../report/write.ts';
import type { RunFolder } from './run-folder.ts';

/** Makes the report for people, and the files for other programs, from the results. Gives 1 where that fails. */
export async function makeViews({ results }: RunFolder): Promise<0 | 1> {
  try {
    await writeViews(results, readResults(join(results, 'results.json')));
    return 0;
  } catch (error) {
    console.error(
      `The report could not be made from results.json (${errorText(error)}): try again with npm run report.`,
    );
    return 1;
  }
}

/** On GitHub, annotates the lines of the specs that did not pass, and adds the summary to the job's page. */
export function annotateOnGitHub({ results }: RunFolder, entries: readonly DescribedEntry[]): void {
  const file = join(results, 'results.json');
  if (!onGitHub() || !existsSync(file)) return;
  const found = readResults(file);
  for (const line of annotations(found, entries)) console.log(line);
  addJobSummary(found);
}

/** The last lines of every run: where the results are, and how many of Jest's tests passed and failed, `more` of them elsewhere. */
export function closingLines({ counts }: RunFolder, report: string, more: number): void {
  if (existsSync(join(report, 'results.json')))
    console.log(`Results: ${join(report, 'results.json')} (CTRF), ${join(report, 'junit.xml')}`);
  if (existsSync(join(report, 'index.html'))) console.log(`Report: ${linkTo(join(report, 'index.html'))}`);
  if (!existsSync(counts)) {
    console.error('Jest ended without a report: see its message above.');
    console.log('0 passed, 1 failed');
    return;
  }
  const { passed, failed } = JSON.parse(readFileSync(counts, 'utf8')) as { passed: number; failed: number };
  console.log(`${passed} passed, ${failed + more} failed`);
}
