import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The one folder outside the project that the suite writes to: unpacked engines, their data, built images.
 * `$CONFORMANCE_CACHE`, else `docker-network-conformance` in `$XDG_CACHE_HOME` or `~/.cache`.
 */
export function cacheFolder(...parts: string[]): string {
  const { CONFORMANCE_CACHE, XDG_CACHE_HOME } = process.env;
  const root = CONFORMANCE_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'docker-network-conformance');
  return join(root, ...parts);
}
