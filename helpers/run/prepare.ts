import type Dockerode from 'dockerode';
import { cacheFolder } from '../engine/embedded/cache.ts';
import {
  type Instance,
  type Life,
  assertPossible,
  onHostOf,
  startInstance,
  usableInstance,
} from '../engine/embedded/instance.ts';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import { type Endpoint, connect, environmentOf } from '../engine/endpoint.ts';
import { findEngine } from '../engine/find.ts';
import { type HostAccess, accessToEmbedded, accessToUsers } from '../engine/host-access.ts';
import { type Fingerprint, type Location, identify, rootlessHere } from '../engine/identify.ts';
import { missingOptions } from '../engine/kernel.ts';
import { namedPeer, pairUp } from '../engine/peer.ts';
import type { EngineHosts, Run } from '../engine/run.ts';
import { sweepGone } from '../engine/sweep.ts';
import { UserError } from '../engine/user-error.ts';
import { resolveImages } from '../images/resolve.ts';
import type { RoleImages } from '../images/roles.ts';
import type { Progress } from './progress.ts';
import type { RunFolder } from './run-folder.ts';
import { surveyed } from './surveyed.ts';

/** An engine that is ready to be asked, its images on it, and how to run a program beside it. */
export interface Prepared {
  /** The engine, where it is an embedded one. */
  readonly embedded?: Instance;
  readonly endpoint: Endpoint;
  /** The engine, and after it its peer where the user named one. */
  readonly engines: readonly Dockerode[];
  readonly fingerprint: Fingerprint;
  readonly images: RoleImages;
  readonly host: HostAccess;
  readonly hosts: EngineHosts;
  readonly preparation: Run['preparation'];
  /** Put before a command so that it runs on the engine's host; empty where it may run as it is. */
  readonly onHost: readonly string[];
  /** Ends the engine, if this run brought it up; at once, where nothing is left on it but its images. */
  stop(empty?: boolean): Promise<void>;
}

/** How long an engine may be silent while it does something; loading images is the longest. */
const IDLE_LIMIT_MS = 30_000;

interface Chosen {
  readonly endpoint: Endpoint;
  readonly embedded?: Instance;
  stop(empty: boolean): Promise<void>;
}

/**
 * Chooses the engine (the named embedded one, else the one that the user has, else an embedded one), removes what dead
 * runs left on it, and gives every role its image. `life` is that of an embedded engine that is brought up for it.
 * Throws a UserError, and leaves no engine up, where that fails.
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
    progress.say(headline(fingerprint, images as RoleImages));
    if (ofPeer) progress.say(`and its peer at ${peer?.named}: ${hosts.because}`);
    const preparation = {
      engine: Math.round(engineIsUp - started),
      images: Math.round(performance.now() - engineIsUp),
    };
    const onHost = embedded ? onHostOf(embedded) : [];
    return { ...chosen, engines, fingerprint, images: images as RoleImages, host, hosts, preparation, onHost, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What can be done on the engine's host; what dead runs left on the engines is gone by then. */
async function sweptHost(
  engines: readonly Dockerode[],
  embedded: Instance | undefined,
  location: Location,
  progress: Progress,
): Promise<HostAccess> {
  const host = await (embedded ? accessToEmbedded(embedded) : accessToUsers(location));
  const left = (await Promise.all(engines.map((engine) => sweepGone(engine, host.tools)))).flat();
  if (left.length > 0) progress.say(`Removed ${left.length} containers and networks of runs that were cut off.`);
  return host;
}

/** What is told to the test process and to the report of a run. */
export function describeRun(
  { fingerprint, images, host, hosts, preparation }: Prepared,
  { id, owner, records }: RunFolder,
): Run {
  return { id, owner, records, engine: fingerprint, programs: images.nginx.programs, host, hosts, preparation };
}

/** A test process asks the engine and its ports themselves: a proxy would answer in their place. */
const withoutProxies = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']
    .flatMap((name) => [name, name.toUpperCase()])
    .concat('NODE_USE_ENV_PROXY')
    .map((name) => [name, undefined]),
);

/** What testcontainers, dockerode and our own processes read from the environment of a test process. */
export function testEnvironment(prepared: Prepared, folder: RunFolder): NodeJS.ProcessEnv {
  const { endpoint, fingerprint, images } = prepared;
  return {
    ...process.env,
    ...environmentOf(endpoint),
    ...withoutProxies,
    DOCKER_CONTEXT: undefined,
    TESTCONTAINERS_RYUK_DISABLED: 'true',
    // a machine that has /.dockerenv is taken for a container otherwise
    TESTCONTAINERS_HOST_OVERRIDE: fingerprint.location.publishedAt ?? '127.0.0.1',
    TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX: undefined,
    NODE_COMPILE_CACHE: cacheFolder('compiled'),
    CONFORMANCE_RUN: JSON.stringify(describeRun(prepared, folder)),
    CONFORMANCE_IMAGES: JSON.stringify(images),
  };
}

/** Where scenarios of several engine hosts have them from, where the user names no peer. */
async function labHosts(embedded: Instance | undefined, host: HostAccess): Promise<EngineHosts> {
  if (!embedded)
    return { kind: 'none', because: 'the engine is not an embedded one, and PEER_DOCKER_HOST names no second' };
  if (!host.tools) return { kind: 'none', because: host.because };
  if (suiteNamed(embedded.suite).host.rootless) return { kind: 'none', because: rootlessHere.because };
  const { ip } = host.tools;
  const missing = await missingOptions(ip, ['vxlan']);
  if (missing.length > 0) return { kind: 'none', because: `the kernel lacks ${missing.join(' and ')}` };
  return { kind: 'lab', suite: embedded.suite, ip, because: `the lab brings up engines of ${embedded.suite}` };
}

async function choose(name: string | undefined, progress: Progress, life: Life): Promise<Chosen> {
  if (name) return embed(name, `Asked for ${name}`, progress, life);
  const { endpoint, tunnel, tried } = await findEngine();
  if (endpoint) return { endpoint, stop: async () => tunnel?.close() };
  const looked =
    tried.length > 0
      ? `No engine answers (${tried.map(({ where, why }) => `${where}: ${why}`).join('; ')})`
      : 'No engine answers';
  if (process.env['ENGINE'] === 'off') {
    throw new UserError(
      `${looked}, and ENGINE=off forbids an embedded one: start a Docker or Podman engine, or set DOCKER_HOST.`,
    );
  }
  return embed(defaultSuite, looked, progress, life);
}

async function embed(name: string, why: string, progress: Progress, life: Life): Promise<Chosen> {
  const suite = suiteNamed(name);
  assertPossible(why);
  const running = usableInstance(name);
  if (running) return { endpoint: running.endpoint, embedded: running, stop: async () => undefined };
  progress.say(
    `${why}: ${suite.holds} of ${suite.name} runs in namespaces of its own, from ${cacheFolder()}; it goes with this run.`,
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

function headline({ name, version, apiVersion, source, kernel }: Fingerprint, images: RoleImages): string {
  const origins = Object.entries(images).map(
    ([role, image]) => `${role} ${image.standIn ? 'by a stand-in' : image.origin}`,
  );
  return `${name} ${version} (API ${apiVersion}, kernel ${kernel}), ${source}; images: ${origins.join(', ')}`;
}
