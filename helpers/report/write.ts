import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from './ctrf.ts';
import { toJson } from './json.ts';
import { toJunit } from './junit.ts';

/** The files that a run's results are in. */
export const RESULT_FILES = ['results.json', 'junit.xml'] as const;

/** Writes the results of a run in every form. */
export function writeResults(folder: string, results: Results): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'results.json'), toJson(results));
  writeFileSync(join(folder, 'junit.xml'), toJunit(results));
}
