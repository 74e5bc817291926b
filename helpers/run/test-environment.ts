import { cacheFolder } from '../engine/embedded/cache.ts';
import { environmentOf } from '../engine/endpoint.ts';
import type { Run } from '../engine/run.ts';
import type { Prepared } from './prepare.ts';
import type { RunFolder } from './run-folder.ts';

/** The run, as test processes and reports get it. */
export function describeRun(
  { fingerprint, images, host, hosts, compose, preparation }: Prepared,
  { id, owner, records, part }: RunFolder,
): Run {
  return {
    ...part,
    id,
    owner,
    records,
    engine: fingerprint,
    programs: images.nginx.programs,
    host,
    hosts,
    ...(compose ? { compose } : {}),
    preparation,
  };
}

/** A test process sends its requests directly to the engine and its ports: a proxy would answer instead. */
const withoutProxies = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']
    .flatMap((name) => [name, name.toUpperCase()])
    .concat('NODE_USE_ENV_PROXY')
    .map((name) => [name, undefined]),
);

/** The environment variables of test processes, for testcontainers, dockerode and the specs. */
export function testEnvironment(prepared: Prepared, folder: RunFolder): NodeJS.ProcessEnv {
  const { endpoint, fingerprint, images } = prepared;
  return {
    ...process.env,
    ...environmentOf(endpoint),
    ...withoutProxies,
    DOCKER_CONTEXT: undefined,
    TESTCONTAINERS_RYUK_DISABLED: 'true',
    // testcontainers otherwise takes a machine with /.dockerenv for a container
    TESTCONTAINERS_HOST_OVERRIDE: fingerprint.location.publishedAt ?? '127.0.0.1',
    TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX: undefined,
    NODE_COMPILE_CACHE: cacheFolder('compiled'),
    CONFORMANCE_RUN: JSON.stringify(describeRun(prepared, folder)),
    CONFORMANCE_IMAGES: JSON.stringify(images),
  };
}
