import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cacheFolder } from '../engine/embedded/cache.ts';
import { detachedInstances, runningInstances } from '../engine/embedded/running.ts';
import { stopInstance } from '../engine/embedded/instance.ts';
import { type Endpoint, connect } from '../engine/endpoint.ts';
import { findEngine } from '../engine/find.ts';
import { accessToUserEngine } from '../engine/host-access.ts';
import { identify } from '../engine/identify.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { sweepEndedRuns } from '../engine/sweep.ts';
import { UserError, errorText } from '../engine/user-error.ts';
import { BUILT_LABEL } from '../images/build.ts';

/**
 * npm run clean: removes what interrupted runs left on the engine, the images that the suite built there, the embedded
 * engines that are up, and the cache. Objects of running runs, and of others than the suite, are not touched.
 */
export async function clean(): Promise<number> {
  const found = await findEngine().catch((error: unknown) => {
    console.error(errorText(error));
    return { endpoint: undefined, tunnel: undefined };
  });
  try {
    if (found.endpoint) await cleanEngine(found.endpoint);
  } finally {
    await found.tunnel?.close();
  }
  await Promise.all(detachedInstances().map((instance) => stopInstance(instance)));
  const left = runningInstances();
  if (left.length > 0) {
    console.log(`Kept ${cacheFolder()}: running engines use it (${left.map(({ name }) => name).join(', ')}).`);
    return 0;
  }
  refuseMounts();
  const cached = existsSync(cacheFolder()) && readdirSync(cacheFolder()).length > 0;
  await rm(cacheFolder(), { recursive: true, force: true });
  console.log(cached ? `Removed ${cacheFolder()}.` : 'There is no cache.');
  return 0;
}

/** Throws where something is mounted in the cache: its files would be removed as well. */
function refuseMounts(): void {
  if (!existsSync('/proc/self/mountinfo')) return;
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  const inside = points.find((point) => point.startsWith(`${cacheFolder()}/`));
  if (inside)
    throw new UserError(
      `The cache cannot be removed: something is mounted at ${inside}. Unmount it, and run ${suiteCommand('clean')} again.`,
    );
}

async function cleanEngine(endpoint: Endpoint): Promise<void> {
  const engine = connect(endpoint);
  const { location } = await identify(engine, endpoint);
  const left = await sweepEndedRuns(engine, (await accessToUserEngine(location)).tools);
  const images = await engine.listImages({ filters: { label: [BUILT_LABEL] } });
  for (const { Id } of images) await engine.getImage(Id).remove({ force: true });
  console.log(
    `Removed from the engine at ${endpoint.source}: ${left.length} containers and networks, ${images.length} built images.`,
  );
}
