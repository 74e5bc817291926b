import { hostname, release } from 'node:os';
import type Dockerode from 'dockerode';
import { type DaemonOptions, daemonOptions } from './daemon-options.ts';
import type { Endpoint } from './endpoint.ts';
import { type Settings, optionsIn, settingsOf } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError, errorCode } from './user-error.ts';
import { olderThan } from './version.ts';

/** The oldest supported API version: that of Docker Engine 20.10, the oldest tested engine. */
const OLDEST_API = '1.41';

/** The identity of an engine and its configuration, for the results. */
export interface Fingerprint {
  readonly kind: 'docker' | 'podman' | 'other';
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  readonly kernel: string;
  readonly architecture: string;
  readonly rootless: boolean;
  readonly firewall: string;
  readonly ipv6: boolean;
  /** The options that affect its network, `userland-proxy=false`: those that the suite set, or detected. */
  readonly options: readonly string[];
  /** Its configuration. */
  readonly settings: Settings;
  /** What was detected about its host. */
  readonly surroundings: Surroundings;
  /** Whether the suite started it, on an embedded host. */
  readonly embedded: boolean;
  /** The name of an embedded engine, as in `--engine debian:trixie`. */
  readonly suite?: string;
  /** The name of an engine that `--engine` named by where it is: `context:prod-1`, `ssh://user@host`. */
  readonly named?: string;
  /** Where it was found: a socket, DOCKER_HOST, a context, or the name of the embedded engine. */
  readonly source: string;
  readonly location: Location;
}

/** Where the engine's host is, seen from the test process. */
export interface Location {
  /** The address at which the test process reaches published ports; undefined where it reaches none. */
  readonly publishedAt: string | undefined;
  /** Whether the test process is in the network namespace of the engine's host. */
  readonly sharesNetwork: boolean;
  /** Whether ports are published in the test process's network namespace, though the engine's bridges are in another. */
  readonly publishesHere?: true;
  /** The evidence, in a clause. */
  readonly because: string;
}

type Version = Dockerode.DockerVersion & { Components?: { Name: string; Version: string }[] };

/**
 * Identifies an engine and its configuration. For an engine that the suite started, `known` is its location, and
 * `options` are its options. Throws a UserError where its API version is not supported.
 */
export async function identify(
  engine: Dockerode,
  endpoint: Endpoint,
  known?: Location,
  options: readonly string[] = [],
): Promise<Fingerprint> {
  const [version, info, bridge] = await Promise.all([
    engine.version() as Promise<Version>,
    engine.info(),
    defaultBridgeOf(engine),
  ]);
  const { kind, name } = productOf(version);
  const rootless = ((info.SecurityOptions ?? []) as string[]).some((option) => option.includes('rootless'));
  const location = known ?? locate(endpoint, info, rootless);
  const settings = settingsOf(
    info,
    bridge,
    daemonOptionsOf({ location, isEmbedded: known !== undefined, options, rootless }),
  );
  const firewall = info.FirewallBackend?.Driver ?? (kind === 'podman' ? 'netavark' : 'iptables');
  const fingerprint = {
    kind,
    name,
    version: version.Version,
    apiVersion: version.ApiVersion,
    os: info.OperatingSystem,
    kernel: version.KernelVersion ?? info.KernelVersion,
    architecture: version.Arch,
    rootless,
    firewall,
    ipv6: info.IPv6Forwarding !== false,
    options: [
      ...new Set([
        ...options,
        ...optionsIn(settings),
        ...(rootless ? ['rootless'] : []),
        ...(firewall.endsWith('+firewalld') ? ['firewalld'] : []),
      ]),
    ],
    settings,
    embedded: known !== undefined,
    surroundings: { ipForwarding: known !== undefined || info.IPv4Forwarding !== false },
    source: endpoint.source,
    ...(endpoint.suite === undefined ? {} : { suite: endpoint.suite }),
    ...(endpoint.named === undefined ? {} : { named: endpoint.named }),
    location,
  } as const;
  assertSupported(fingerprint, endpoint);
  return fingerprint;
}

/** Which engine it is, by the components that it reports. */
function productOf({ Components }: Version): Pick<Fingerprint, 'kind' | 'name'> {
  if (Components?.some(({ Name }) => Name === 'Podman Engine')) return { kind: 'podman', name: 'Podman' };
  const name = Components?.[0]?.Name ?? 'Engine';
  return name === 'Engine' ? { kind: 'docker', name: 'Docker Engine' } : { kind: 'other', name };
}

/** Throws a UserError where the API version of an engine is older than the oldest supported one. */
function assertSupported({ name, version, apiVersion }: Fingerprint, { dockerHost }: Endpoint): void {
  if (!olderThan(apiVersion, OLDEST_API)) return;
  throw new UserError(
    `The engine at ${dockerHost} is too old: ${name} ${version} has API version ` +
      `${apiVersion}, and the suite needs ${OLDEST_API} (Docker Engine 20.10); upgrade it, or name another engine.`,
  );
}

/** The default network of containers: in Podman, its name is `podman`, and `bridge` in its API. */
async function defaultBridgeOf(engine: Dockerode): Promise<Dockerode.NetworkInspectInfo | undefined> {
  for (const name of ['bridge', 'podman']) {
    const found = await engine
      .getNetwork(name)
      .inspect()
      .catch((error: unknown) => {
        if (errorCode(error) === 404) return undefined;
        throw error;
      });
    if (found) return found;
  }
  return undefined;
}

/** The options of an engine's daemon, of an embedded engine or of one on this machine. */
function daemonOptionsOf(of: {
  location: Location;
  isEmbedded: boolean;
  options: readonly string[];
  rootless: boolean;
}): DaemonOptions {
  if (of.isEmbedded) return of.options.includes('userland-proxy=false') ? { 'userland-proxy': false } : {};
  return of.location.sharesNetwork && !of.rootless && process.platform === 'linux' ? daemonOptions() : {};
}

/** The location of a rootless engine on this machine. */
export const rootlessHere: Location = {
  publishedAt: '127.0.0.1',
  sharesNetwork: false,
  publishesHere: true,
  because: 'the engine is rootless, so that its bridges are in its own network namespace',
};

/**
 * Where the engine's host is, seen from this process. A socket alone proves nothing (Docker Desktop's is of a VM, others
 * are forwarded from another machine or mounted into a container): host name and kernel must match, too.
 */
function locate(endpoint: Endpoint, info: { Name: string; KernelVersion: string }, rootless: boolean): Location {
  if (endpoint.ssh) {
    const { address, hostName } = endpoint.ssh;
    return { publishedAt: hostName, sharesNetwork: false, because: `the engine is at ${address}` };
  }
  const url = new URL(endpoint.dockerHost);
  if (!['unix:', 'npipe:'].includes(url.protocol)) {
    return { publishedAt: url.hostname, sharesNetwork: false, because: `the engine is at ${endpoint.dockerHost}` };
  }
  const sameMachine = info.Name === hostname() && info.KernelVersion === release();
  if (!sameMachine) {
    const because = `the engine runs on "${info.Name}" (${info.KernelVersion}), this process on "${hostname()}" (${release()})`;
    return { publishedAt: '127.0.0.1', sharesNetwork: false, because };
  }
  if (rootless) return rootlessHere;
  return { publishedAt: '127.0.0.1', sharesNetwork: true, because: `both run on "${info.Name}", kernel ${release()}` };
}
