import { existsSync, mkdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { withLock } from '../lock.ts';
import { makeFolder } from '../make-folder.ts';
import { UserError } from '../user-error.ts';

/**
 * The folder that the suite keeps on this machine: unpacked engines, their data, built images.
 * `$CONFORMANCE_CACHE`, else `docker-network-conformance` in `$XDG_CACHE_HOME` or `~/.cache`.
 */
export function cacheFolder(...parts: string[]): string {
  const { CONFORMANCE_CACHE, XDG_CACHE_HOME } = process.env;
  const root = CONFORMANCE_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'docker-network-conformance');
  return join(root, ...parts);
}

/** Makes the cache's folder. Throws a UserError where this user may not write to it. */
export function makeCacheFolder(): void {
  makeFolder(cacheFolder(), 'set CONFORMANCE_CACHE to another folder, or remove it where a run with sudo has left it');
}

/**
 * Builds something in the cache unless it exists, once for all runs that need it at the same time. `build` works in a
 * temporary folder, and gives the path in it that is then moved to `target`.
 */
export async function buildOnce(
  target: string,
  building: () => void,
  build: (work: string) => Promise<string>,
): Promise<string> {
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true });
  await withLock(`${target}.lock`, async () => {
    if (existsSync(target)) return;
    building();
    const work = `${target}.new`;
    await rm(work, { recursive: true, force: true });
    try {
      await rename(await build(work), target);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
  return target;
}

/** The error where the disk became full while something was written to the cache. */
export function diskFull(doing: string): UserError {
  return new UserError(
    `The disk is full: ${doing} into ${cacheFolder()} failed; free about 1 GB, or set CONFORMANCE_CACHE to a folder on another disk.`,
  );
}
