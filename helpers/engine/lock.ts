import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Owner, ownerOf, stateOf } from './owner.ts';
import { latest } from './poll.ts';

/** Without a limit: a holder may unpack an engine for minutes, and the lock of a dead one is taken over. */
const PACE = { limitMs: Infinity, intervalMs: 100 };

/** Takes the lock file if nobody alive holds it; says whether it did. A lock whose holder is gone is taken over. */
export function tryLock(file: string, owner: Owner = ownerOf()): boolean {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, owner);
  try {
    // a link appears with its content or not at all: nobody ever reads an empty lock
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        linkSync(mine, file);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      if (holderOf(file) !== undefined) return false;
      discardStale(file, `${mine}.stale`);
    }
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Moves a lock whose holder is gone out of the way; puts it back where a third process took it over in between. */
function discardStale(file: string, aside: string): void {
  try {
    renameSync(file, aside);
    if (holderOf(aside) !== undefined) linkSync(aside, file);
  } catch {
    // somebody else discarded it first
  } finally {
    rmSync(aside, { force: true });
  }
}

/** The living holder of a lock file, or undefined. */
export function holderOf(file: string): Owner | undefined {
  try {
    const owner = readFileSync(file, 'utf8');
    return stateOf(owner) === 'alive' ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** Runs `work` while holding the lock, waiting for whoever holds it: two runs build the same thing once. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await latest(PACE, () => tryLock(file), Boolean);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
