import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../engine/embedded/cache.ts';
import { BASELINE_FILE } from '../report/baseline/baseline.ts';
import type { RunPart } from '../engine/run.ts';
import { type Owner, ownerOf, stateOf } from '../engine/owner.ts';

/** A run of this process: a name that is unique on an engine, and a folder that is removed after it. */
export interface RunFolder {
  readonly part: RunPart;
  readonly id: string;
  readonly owner: Owner;
  /** The folder of the records of test processes. */
  readonly records: string;
  /** The file of the reporter with how many of Jest's tests passed and failed. */
  readonly counts: string;
  /** The file of the baseline for the reporter, where the run has one. */
  readonly baseline: string;
  /** The folder of the results, until they are published. */
  readonly results: string;
  remove(): void;
}

/** Creates the folder of a new run, and removes the folders of runs whose process has ended. */
export function openRunFolder(part: RunPart = {}): RunFolder {
  const runs = cacheFolder('runs');
  mkdirSync(runs, { recursive: true });
  for (const id of readdirSync(runs)) removeIfDead(join(runs, id));
  const id = randomBytes(3).toString('hex');
  const owner = ownerOf();
  const folder = join(runs, id);
  const records = join(folder, 'records');
  // renamed with its owner inside: a run that starts now must not take it for an ended one
  const temporary = join(runs, `.${id}`);
  mkdirSync(join(temporary, 'records'), { recursive: true });
  writeFileSync(join(temporary, 'owner'), owner);
  renameSync(temporary, folder);
  return {
    part,
    id,
    owner,
    records,
    counts: join(folder, 'counts.json'),
    baseline: join(folder, BASELINE_FILE),
    results: join(folder, 'results'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function removeIfDead(folder: string): void {
  const owner = join(folder, 'owner');
  if (existsSync(owner) && stateOf(readFileSync(owner, 'utf8')) === 'gone')
    rmSync(folder, { recursive: true, force: true });
}
