import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Owner, ownerOf, pidOf, stateOf } from './owner.ts';
import { latest } from './poll.ts';

/** Without a limit: a holder may unpack an engine for minutes, and the lock of a dead one is taken over. */
const PACE = { limitMs: Infinity, intervalMs: 100 };

/** Takes a lock file, and returns whether it did. The lock of an ended process is taken over. */
export function tryLock(file: string, owner: Owner = ownerOf()): boolean {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, owner);
  try {
    // a link is atomic: no process ever reads an empty lock
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

/** Removes the lock of an ended process; restores it where a third process took it over in between. */
function discardStale(file: string, aside: string): void {
  try {
    renameSync(file, aside);
    if (holderOf(aside) !== undefined) linkSync(aside, file);
  } catch {
    // another process discarded it first
  } finally {
    rmSync(aside, { force: true });
  }
}

/** The running process that holds a lock file, if any. */
export function holderOf(file: string): Owner | undefined {
  try {
    const owner = readFileSync(file, 'utf8');
    return stateOf(owner) === 'alive' ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** The process that took a lock file, running or not. */
export function lockedBy(file: string): number | undefined {
  try {
    return pidOf(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Does `work` while holding the lock; waits while another process holds it. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await latest(PACE, () => tryLock(file), Boolean);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
