import type Dockerode from 'dockerode';
import { cacheFolder } from '../engine/embedded/cache.ts';
import { type Instance, type Life, sharedInstance } from '../engine/embedded/running.ts';
import { assertCanEmbed, startInstance } from '../engine/embedded/instance.ts';
import { inNetworkOf } from '../engine/embedded/enter.ts';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import { type Endpoint, connect, environmentOf } from '../engine/endpoint.ts';
import { findEngine } from '../engine/find.ts';
import { type HostAccess, accessToEmbeddedEngine, accessToUserEngine } from '../engine/host-access.ts';
import { type Fingerprint, type Location, identify, rootlessHere } from '../engine/identify.ts';
import { missingOptions } from '../engine/kernel-options.ts';
import { namedPeer, pairUp } from '../engine/peer.ts';
import type { EngineHosts, Run } from '../engine/run.ts';
import { sweepEndedRuns } from '../engine/sweep.ts';
import { UserError } from '../engine/user-error.ts';
import { resolveImages } from '../images/resolve.ts';
import type { RoleImages } from '../images/roles.ts';
import type { Progress } from './progress.ts';
import type { RunFolder } from './run-folder.ts';
import { surveyed } from './surveyed.ts';

/** An engine that is ready for a run, with the images on it, and how to run a program on its host. */
export interface Prepared {
  /** The engine's process, if it is embedded. */
  readonly embedded?: Instance;
  readonly endpoint: Endpoint;
  /** The engine, and its peer if PEER_DOCKER_HOST names one. */
  readonly engines: readonly Dockerode[];
  readonly fingerprint: Fingerprint;
  readonly images: RoleImages;
  readonly host: HostAccess;
  readonly hosts: EngineHosts;
  readonly preparation: Run['preparation'];
  /** Put before a command to run it on the engine's host; empty where no prefix is needed. */
  readonly onHost: readonly string[];
  /** Stops the engine if this run started it; without waiting, if nothing but images is left on it. */
  stop(empty?: boolean): Promise<void>;
}

/** How long an engine may send nothing while it works; loading images takes longest. */
const IDLE_LIMIT_MS = 30_000;

interface Chosen {
  readonly endpoint: Endpoint;
  readonly embedded?: Instance;
  stop(empty: boolean): Promise<void>;
}

/**
 * Chooses the engine (the named embedded one, else the user's, else an embedded one), removes what interrupted runs left
 * on it, and gives every role its image. `life` applies to an embedded engine that is started here. If anything fails, it
 * throws a UserError and leaves no engine up.
 */
export async function prepare(name: string | undefined, progress: Progress, life: Life = 'own'): Promise<Prepared> {
  const started = performance.now();
  const peer = await namedPeer();
  let chosen: Chosen | undefined;
  const stop = async (empty = false): Promise<void> => {
    await chosen?.stop(empty);
    await peer?.tunnel?.close();
  };
  try {
    chosen = await choose(name, progress, life);
    const { embedded } = chosen;
    const engine = connect(chosen.endpoint, IDLE_LIMIT_MS);
    const reported = await identify(
      engine,
      chosen.endpoint,
      embedded && embeddedLocation(embedded),
      embedded && suiteNamed(embedded.suite).options,
    );
    const paired = peer && (await pairUp(engine, peer));
    const engines = [engine, ...(peer ? [connect(peer.endpoint, IDLE_LIMIT_MS)] : [])];
    const engineIsUp = performance.now();
    const doing = (what: string): void => progress.doing(what);
    const [images, ofPeer] = await Promise.all(
      engines.map((one) => resolveImages({ engine: one, registry: one !== engine || !embedded, progress: doing })),
    );
    const fingerprint = embedded
      ? reported
      : await surveyed(engine, chosen.endpoint, reported, (images as RoleImages).nginx);
    const host = await sweptHost(engines, embedded, fingerprint.location, progress);
    const hosts = paired ?? (await labHosts(embedded, host));
    progress.say(engineLine(fingerprint, images as RoleImages));
    if (ofPeer) progress.say(`Peer at ${peer?.named}: ${hosts.because}`);
    const preparation = {
      engine: Math.round(engineIsUp - started),
      images: Math.round(performance.now() - engineIsUp),
    };
    const onHost = embedded ? inNetworkOf(embedded) : [];
    return { ...chosen, engines, fingerprint, images: images as RoleImages, host, hosts, preparation, onHost, stop };
  } catch (error) {
    progress.end();
    await stop();
    throw error;
  }
}

/** What can be done on the engine's host. Removes what interrupted runs left on the engines. */
async function sweptHost(
  engines: readonly Dockerode[],
  embedded: Instance | undefined,
  location: Location,
  progress: Progress,
): Promise<HostAccess> {
  const host = await (embedded ? accessToEmbeddedEngine(embedded) : accessToUserEngine(location));
  const left = (await Promise.all(engines.map((engine) => sweepEndedRuns(engine, host.tools)))).flat();
  if (left.length > 0) progress.say(`Removed ${left.length} containers and networks of interrupted runs.`);
  return host;
}

/** What the test process and the report know of a run. */
export function describeRun(
  { fingerprint, images, host, hosts, preparation }: Prepared,
  { id, owner, records }: RunFolder,
): Run {
  return { id, owner, records, engine: fingerprint, programs: images.nginx.programs, host, hosts, preparation };
}

/** A test process sends its requests directly to the engine and its ports: a proxy would answer instead. */
const withoutProxies = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']
    .flatMap((name) => [name, name.toUpperCase()])
    .concat('NODE_USE_ENV_PROXY')
    .map((name) => [name, undefined]),
);

/** What testcontainers, dockerode and the specs read from the environment. */
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

/** Where scenarios get several engine hosts from, if the user names no peer. */
async function labHosts(embedded: Instance | undefined, host: HostAccess): Promise<EngineHosts> {
  if (!embedded) return { kind: 'none', because: 'the engine is not embedded, and PEER_DOCKER_HOST is not set' };
  if (!host.tools) return { kind: 'none', because: host.because };
  if (suiteNamed(embedded.suite).host.rootless) return { kind: 'none', because: rootlessHere.because };
  const { ip } = host.tools;
  const missing = await missingOptions(ip, ['vxlan']);
  if (missing.length > 0) return { kind: 'none', because: `the kernel lacks ${missing.join(' and ')}` };
  return { kind: 'lab', suite: embedded.suite, ip, because: `the lab starts engines of ${embedded.suite}` };
}

async function choose(name: string | undefined, progress: Progress, life: Life): Promise<Chosen> {
  if (name) return embed(name, undefined, progress, life);
  const { endpoint, tunnel, tried } = await findEngine();
  if (endpoint) return { endpoint, stop: async () => tunnel?.close() };
  const misses = tried.map(({ where, why }) => `${where}: ${why}`).join('; ');
  const notFound = `No container engine found${misses ? ` (${misses})` : ''}`;
  if (process.env['ENGINE'] === 'off') {
    throw new UserError(
      `${notFound}, and ENGINE=off forbids an embedded one: start a Docker or Podman engine, or set DOCKER_HOST.`,
    );
  }
  return embed(defaultSuite, notFound, progress, life);
}

async function embed(name: string, notFound: string | undefined, progress: Progress, life: Life): Promise<Chosen> {
  const suite = suiteNamed(name);
  assertCanEmbed(notFound ?? `${name} is an embedded engine`);
  const running = sharedInstance(name);
  if (running) return { endpoint: running.endpoint, embedded: running, stop: async () => undefined };
  const found = notFound === undefined ? '' : `${notFound}. `;
  progress.say(
    `${found}Starting an embedded ${suite.holds} (${name}, cached in ${cacheFolder()}); it is removed after the run.`,
  );
  const instance = await startInstance(suite, (what) => progress.doing(what), life);
  return {
    endpoint: instance.endpoint,
    embedded: instance,
    stop: (empty) => (empty ? instance.stopAtOnce() : instance.stop()),
  };
}

function embeddedLocation({ name, suite }: Instance): Location {
  if (suiteNamed(suite).host.rootless) return rootlessHere;
  return {
    publishedAt: '127.0.0.1',
    sharesNetwork: true,
    because: `the specs run on the host of the embedded engine ${name}`,
  };
}

/** `Docker Engine 26.1.5 (API 1.45, kernel 6.12), embedded debian:trixie; images: nginx pulled, grafana stand-in` */
function engineLine({ name, version, apiVersion, source, kernel }: Fingerprint, images: RoleImages): string {
  const origins = Object.entries(images).map(([role, image]) => `${role} ${image.standIn ? 'stand-in' : image.origin}`);
  return `${name} ${version} (API ${apiVersion}, kernel ${kernel}), ${source}; images: ${origins.join(', ')}`;
}
