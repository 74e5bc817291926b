import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildOnce, cacheFolder } from './cache.ts';
import { unpackDebian } from './mmdebstrap.ts';
import type { Suite } from './suites.ts';

const PACKAGES = ['docker-compose'];

/** The plugin in Debian's package, which also runs by itself. */
const PLUGIN = 'usr/libexec/docker/cli-plugins/docker-compose';

/** Unpacks the Docker Compose for an embedded engine unless it is cached, and gives the command that starts it. */
export async function ensureCompose(suite: Suite, building: () => void): Promise<string[]> {
  return composeIn(await unpackedCompose(suite, building));
}

/** The folder of the unpacked Docker Compose. */
export async function unpackedCompose({ compose }: Suite, building: () => void): Promise<string> {
  const recipe = createHash('sha256').update(PACKAGES.join()).digest('hex').slice(0, 8);
  return buildOnce(cacheFolder('compose', `${compose}-${recipe}`), building, async (target) => {
    await unpackDebian({ suite: compose, packages: PACKAGES, variant: 'extract', target });
    return target;
  });
}

/**
 * The command that starts the Docker Compose of such a folder, which the one who runs it sees `at` another path. The machine
 * may have another libc, or none: the program is started by the dynamic linker that was unpacked with it.
 */
export function composeIn(folder: string, at = folder): string[] {
  const libraries = readdirSync(join(folder, 'usr/lib'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, 'usr/lib', name))
    .find((candidate) => existsSync(candidate) && linkerIn(candidate) !== undefined);
  const linker = libraries && linkerIn(libraries);
  if (!libraries || !linker) throw new Error(`${folder} has no dynamic linker: remove the folder`);
  const seen = (path: string): string => join(at, relative(folder, path));
  return [seen(linker), '--library-path', seen(libraries), join(at, PLUGIN)];
}

function linkerIn(folder: string): string | undefined {
  const name = readdirSync(folder).find((file) => /^ld-linux.*\.so\.\d+$/.test(file));
  return name && join(folder, name);
}
