import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const GIT_LIMIT_MS = 5_000;

/**
 * The commit of a checkout of the suite, with `-dirty` where files of it are changed; undefined in a package, whose version
 * says the same, and where git does not tell.
 */
export function suiteCommit(): string | undefined {
  if (!existsSync(join(ROOT, '.git'))) return undefined;
  const args = ['describe', '--always', '--abbrev=40', '--exclude=*', '--dirty'];
  const { status, stdout } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8', timeout: GIT_LIMIT_MS });
  return status === 0 ? stdout.trim() : undefined;
}
