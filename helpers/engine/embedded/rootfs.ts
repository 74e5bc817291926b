import { createHash } from 'node:crypto';
import { cacheFolder, buildOnce } from './cache.ts';
import { unpackDebian } from './mmdebstrap.ts';
import { slotPrefix } from './slot.ts';
import { type Suite, packagesOf } from './suites.ts';

/** The folder that the engine of a suite is unpacked to; it depends on the list of packages. */
export function rootfsOf(suite: Suite): string {
  const recipe = createHash('sha256')
    .update([suite.suite, ...packagesOf(suite), ...suite.experimental].join())
    .digest('hex');
  return cacheFolder('rootfs', `${slotPrefix(suite)}-${recipe.slice(0, 8)}`);
}

/**
 * Unpacks the engine of a suite unless it is cached; `building` is called where it is not (about 20 s and 100 MB of
 * packages).
 */
export function ensureRootfs(suite: Suite, building: () => void): Promise<string> {
  return buildOnce(rootfsOf(suite), building, async (target) => {
    await unpackDebian({
      suite: suite.experimental.length > 0 ? 'sid' : suite.suite,
      experimental: suite.experimental,
      packages: packagesOf(suite),
      variant: 'minbase',
      target,
    });
    return target;
  });
}
