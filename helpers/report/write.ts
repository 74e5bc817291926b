import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../engine/make-folder.ts';
import type { Results } from './ctrf.ts';
import { toHtml } from './html/report.ts';
import { toJson } from './json.ts';
import { toJunit } from './junit.ts';
import { EVIDENCE_FOLDER, writeEvidence } from './evidence.ts';
import { REPRO_FOLDER, writeRepros } from './repro.ts';
import { toSummary } from './summary.ts';

/** The files of a run's results; all others are made from the first. */
export const RESULT_FILES = ['results.json', 'junit.xml', 'summary.md', 'index.html'] as const;

/** The folders of a run's results, with a file or a folder for each behaviour. */
export const RESULT_FOLDERS = [REPRO_FOLDER, EVIDENCE_FOLDER] as const;

/** Makes the folder of `--report`. Throws a UserError where this user may not write to it. */
export function makeReportFolder(folder: string): void {
  makeFolder(folder, 'name another folder with --report');
}

/** Writes results.json, from which everything else is made. */
export function writeResults(folder: string, results: Results): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'results.json'), toJson(results));
}

/** Writes everything that is made from the results: junit.xml, summary.md, index.html, repro scripts and evidence. */
export async function writeViews(folder: string, results: Results): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'junit.xml'), toJunit(results));
  writeFileSync(join(folder, 'summary.md'), toSummary(results));
  writeFileSync(join(folder, 'index.html'), await toHtml(results));
  writeRepros(folder, results);
  writeEvidence(folder, results);
}
