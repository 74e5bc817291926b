import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../engine/embedded/cache.ts';
import { type Owner, ownerOf, stateOf } from '../engine/owner.ts';

/** A run of this process: a name that is unique on an engine, and a folder that is removed after it. */
export interface RunFolder {
  readonly id: string;
  readonly owner: Owner;
  /** Where the test processes leave their records. */
  readonly records: string;
  /** Where the reporter leaves how many of Jest's tests passed and failed. */
  readonly counts: string;
  /** Where the reporter leaves the results, until they are published. */
  readonly results: string;
  remove(): void;
}

/** Makes the folder of a new run, and removes the folders of runs whose process is gone. */
export function openRunFolder(): RunFolder {
  const runs = cacheFolder('runs');
  mkdirSync(runs, { recursive: true });
  for (const id of readdirSync(runs)) removeIfDead(join(runs, id));
  const id = randomBytes(3).toString('hex');
  const owner = ownerOf();
  const folder = join(runs, id);
  const records = join(folder, 'records');
  // with its owner or not at all: another run that starts now must not take it for a dead one
  const making = join(runs, `.${id}`);
  mkdirSync(join(making, 'records'), { recursive: true });
  writeFileSync(join(making, 'owner'), owner);
  renameSync(making, folder);
  return {
    id,
    owner,
    records,
    counts: join(folder, 'counts.json'),
    results: join(folder, 'results'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function removeIfDead(folder: string): void {
  const owner = join(folder, 'owner');
  if (existsSync(owner) && stateOf(readFileSync(owner, 'utf8')) === 'gone')
    rmSync(folder, { recursive: true, force: true });
}
