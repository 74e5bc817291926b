import { createHash } from 'node:crypto';
import { cacheFolder, madeOnce } from './cache.ts';
import { unpackDebian } from './mmdebstrap.ts';
import { type Suite, packages } from './suites.ts';

/** Where the engine of a suite is, or will be, unpacked. Another list of packages is another folder. */
export function rootfsOf({ suite, also }: Suite): string {
  const recipe = createHash('sha256')
    .update([suite, ...packages, ...also].join())
    .digest('hex');
  return cacheFolder('rootfs', `${suite}-${recipe.slice(0, 8)}`);
}

/** Unpacks the engine of a suite unless it is there; `building` is told when it has to (about 20 s and 100 MB of packages). */
export function ensureRootfs(suite: Suite, building: () => void): Promise<string> {
  return madeOnce(rootfsOf(suite), building, async (target) => {
    await unpackDebian({
      suite: suite.suite,
      packages: [...packages, ...suite.also],
      variant: 'minbase',
      target,
    });
    return target;
  });
}
