import { hostname, release } from 'node:os';
import type Dockerode from 'dockerode';
import { type DaemonOptions, daemonOptions } from './daemon-options.ts';
import type { Endpoint } from './endpoint.ts';
import { type Settings, optionsIn, settingsOf } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError, errorCode } from './user-error.ts';
import { olderThan } from './version.ts';

/** The oldest API that the suite speaks: that of Docker Engine 20.10, the oldest engine that it is tested on. */
const OLDEST_API = '1.41';

/** What an engine is: enough to tell two results apart. */
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
  /** The options that change what its network does, `userland-proxy=false`: those that the suite gave it, or that are seen. */
  readonly options: readonly string[];
  /** How it is configured. */
  readonly settings: Settings;
  /** What was found of the host that it runs on. */
  readonly surroundings: Surroundings;
  /** Whether the suite started it itself, on a host of its own making. */
  readonly embedded: boolean;
  /** Where the suite found it: a socket, DOCKER_HOST, a context, or the embedded engine's own name. */
  readonly source: string;
  readonly location: Location;
}

/** Where the engine's host is, seen from the test process. */
export interface Location {
  /** The address at which the test process finds published ports; undefined where it finds them at none. */
  readonly publishedAt: string | undefined;
  /** Whether the test process sees the network interfaces of the engine's host. */
  readonly sharesNetwork: boolean;
  /** Whether ports are published on the test process's own network, though the bridges of the engine are elsewhere. */
  readonly publishesHere?: true;
  /** The evidence, for people. */
  readonly because: string;
}

type Version = Dockerode.DockerVersion & { Components?: { Name: string; Version: string }[] };

/**
 * Asks an engine what it is, and how it is configured. `known` is its location, and `options` what it was told, where
 * the suite started the engine itself. Throws a UserError where its API is older than the suite speaks.
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
  const podman = version.Components?.find(({ Name }) => Name === 'Podman Engine');
  const name = podman ? 'Podman' : (version.Components?.[0]?.Name ?? 'Engine');
  const rootless = ((info.SecurityOptions ?? []) as string[]).some((option) => option.includes('rootless'));
  const location = known ?? locate(endpoint, info, rootless);
  const settings = settingsOf(info, bridge, toldTo({ location, isOurs: known !== undefined, options, rootless }));
  const fingerprint = {
    kind: podman ? 'podman' : name === 'Engine' ? 'docker' : 'other',
    name: podman ? 'Podman' : name === 'Engine' ? 'Docker Engine' : name,
    version: version.Version,
    apiVersion: version.ApiVersion,
    os: info.OperatingSystem,
    kernel: version.KernelVersion ?? info.KernelVersion,
    architecture: version.Arch,
    rootless,
    firewall: info.FirewallBackend?.Driver ?? (podman ? 'netavark' : 'iptables'),
    ipv6: info.IPv6Forwarding !== false,
    options: [...new Set([...options, ...optionsIn(settings), ...(rootless ? ['rootless'] : [])])],
    settings,
    embedded: known !== undefined,
    surroundings: { ipForwarding: known !== undefined || info.IPv4Forwarding !== false },
    source: endpoint.source,
    location,
  } as const;
  if (olderThan(version.ApiVersion, OLDEST_API)) {
    throw new UserError(
      `The engine at ${endpoint.dockerHost} is too old: ${fingerprint.name} ${version.Version} speaks API ` +
        `${version.ApiVersion}, the suite needs ${OLDEST_API} (Docker Engine 20.10); upgrade it, or name another one.`,
    );
  }
  return fingerprint;
}

/** The network that containers are on when none is named: `podman` in Podman, which calls it `bridge` in its API. */
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

/** What an engine was told at its start: by the suite itself, or by a user on this very machine. */
function toldTo(of: {
  location: Location;
  isOurs: boolean;
  options: readonly string[];
  rootless: boolean;
}): DaemonOptions {
  if (of.isOurs) return of.options.includes('userland-proxy=false') ? { 'userland-proxy': false } : {};
  return of.location.sharesNetwork && !of.rootless && process.platform === 'linux' ? daemonOptions() : {};
}

/** Where a rootless engine of this machine is. */
export const rootlessHere: Location = {
  publishedAt: '127.0.0.1',
  sharesNetwork: false,
  publishesHere: true,
  because: 'the engine is rootless, so its bridges are in a network namespace of its own',
};

/**
 * Where the engine's host is, seen from this process. A socket proves nothing by itself (Docker Desktop's leads into a
 * VM, a forwarded one to another machine, a mounted one out of a container): host name and kernel must be ours too.
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
