import { createHash } from 'node:crypto';
import { cacheFolder, buildOnce } from './cache.ts';
import { unpackDebian } from './mmdebstrap.ts';
import { slotPrefix } from './slot.ts';
import { type Suite, packagesOf } from './suites.ts';

/** Where the engine of a suite is, or will be, unpacked. Another list of packages is another folder. */
export function rootfsOf(suite: Suite): string {
  const recipe = createHash('sha256')
    .update([suite.suite, ...packagesOf(suite)].join())
    .digest('hex');
  return cacheFolder('rootfs', `${slotPrefix(suite)}-${recipe.slice(0, 8)}`);
}

/** Unpacks the engine of a suite unless it is there; `building` is told when it has to (about 20 s and 100 MB of packages). */
export function ensureRootfs(suite: Suite, building: () => void): Promise<string> {
  return buildOnce(rootfsOf(suite), building, async (target) => {
    await unpackDebian({
      suite: suite.suite,
      packages: packagesOf(suite),
      variant: 'minbase',
      target,
    });
    return target;
  });
}
