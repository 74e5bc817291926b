import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../user-error.ts';

/**
 * The one folder outside the project that the suite writes to: unpacked engines, their data, built images.
 * `$CONFORMANCE_CACHE`, else `docker-network-conformance` in `$XDG_CACHE_HOME` or `~/.cache`.
 */
export function cacheFolder(...parts: string[]): string {
  const { CONFORMANCE_CACHE, XDG_CACHE_HOME } = process.env;
  const root = CONFORMANCE_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'docker-network-conformance');
  return join(root, ...parts);
}

/** What to say where the disk ran full while something was put into the cache. */
export function diskFull(doing: string): UserError {
  return new UserError(
    `The disk is full: ${doing} into ${cacheFolder()} stopped; free about 1 GB, or set CONFORMANCE_CACHE to a folder elsewhere.`,
  );
}
