import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { errorText } from '../engine/user-error.ts';
import { addJobSummary, annotations, onGitHub } from '../report/github.ts';
import { readResults } from '../report/read.ts';
import { linkTo } from '../report/terminal.ts';
import { writeViews } from '../report/write.ts';
import type { RunFolder } from './run-folder.ts';

/** Makes the report that people read, and what other programs do, from the results; that it cannot be done is an error, and 1. */
export async function makeViews({ results }: RunFolder): Promise<0 | 1> {
  try {
    await writeViews(results, readResults(join(results, 'results.json')));
    return 0;
  } catch (error) {
    console.error(`The report could not be made of results.json (${errorText(error)}): npm run report tries it again.`);
    return 1;
  }
}

/** On GitHub, puts what went wrong where people look: on the lines of the specs, and on the job's page. */
export function tellGitHub({ results }: RunFolder, entries: readonly DescribedEntry[]): void {
  const file = join(results, 'results.json');
  if (!onGitHub() || !existsSync(file)) return;
  const found = readResults(file);
  for (const line of annotations(found, entries)) console.log(line);
  addJobSummary(found);
}

/** The last line of every run: how many of Jest's tests passed and failed; what is wrong beside them counts as one more. */
export function closingLines({ counts }: RunFolder, report: string, more: number): void {
  if (existsSync(join(report, 'results.json')))
    console.log(`Results: ${join(report, 'results.json')} (CTRF), ${join(report, 'junit.xml')}`);
  if (existsSync(join(report, 'index.html'))) console.log(`Report: ${linkTo(join(report, 'index.html'))}`);
  if (!existsSync(counts)) {
    console.error('Jest ended without a report: its own message stands above.');
    console.log('0 passed, 1 failed');
    return;
  }
  const { passed, failed } = JSON.parse(readFileSync(counts, 'utf8')) as { passed: number; failed: number };
  console.log(`${passed} passed, ${failed + more} failed`);
}
