import type Dockerode from 'dockerode';
import type { DaemonOptions } from './daemon-options.ts';

/** The bridge that containers are on when no network is named. */
export interface DefaultBridge {
  /** The interface of the engine's host: docker0, unless the user named another. */
  readonly interface: string;
  /** Whether its containers may reach each other: `icc` of dockerd. */
  readonly icc: boolean;
  /** Where ports are published whose host address is not said: `ip` of dockerd. */
  readonly hostBinding: string;
  readonly mtu?: string;
  readonly ipv6: boolean;
  readonly subnets: readonly string[];
}

/** How an engine is configured, as far as it can be seen from outside. What cannot be seen is undefined. */
export interface Settings {
  /** `none` where the engine was told to have no default bridge. */
  readonly defaultBridge: DefaultBridge | 'none';
  /** The options of a new bridge network for which none are given: `default-network-opts` of dockerd. */
  readonly networkDefaults?: Readonly<Record<string, string>>;
  /** Whether a network gets a subnet by itself, or `default-address-pools` has none left. */
  readonly addressPools?: 'free' | 'used up';
  /** Whether published ports have a process each that forwards: `userland-proxy` of dockerd. */
  readonly userlandProxy?: boolean;
  /** Whether the engine writes firewall rules for IPv4, and for IPv6: `iptables` and `ip6tables` of dockerd. */
  readonly iptables?: boolean;
  readonly ip6tables?: boolean;
  readonly liveRestore: boolean;
  /** Whether root in a container is another user on the host: `userns-remap` of dockerd. */
  readonly usernsRemap: boolean;
  readonly loggingDriver?: string;
  readonly defaultRuntime?: string;
  readonly swarm: 'inactive' | 'worker' | 'manager';
  /** The DNS servers that dockerd was told to have containers ask. */
  readonly dns?: readonly string[];
}

/** What an engine reports of its configuration: https://docs.docker.com/reference/api/engine/ (SystemInfo) */
interface Info {
  readonly LiveRestoreEnabled?: boolean;
  readonly LoggingDriver?: string;
  readonly DefaultRuntime?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly Swarm?: { readonly LocalNodeState?: string; readonly ControlAvailable?: boolean };
}

const OPTION = 'com.docker.network.bridge.';

/** Reads what an engine reports of its configuration; `options` are those of its process, where that can be seen. */
export function settingsOf(
  info: Info,
  bridge: Dockerode.NetworkInspectInfo | undefined,
  options: DaemonOptions = {},
): Settings {
  const { LiveRestoreEnabled, LoggingDriver, DefaultRuntime, SecurityOptions, Swarm } = info;
  const dns = [options['dns'] ?? []].flat().map(String);
  return {
    defaultBridge: bridge ? defaultBridgeOf(bridge) : 'none',
    ...flag('userlandProxy', options['userland-proxy']),
    ...flag('iptables', options['iptables']),
    ...flag('ip6tables', options['ip6tables']),
    liveRestore: LiveRestoreEnabled === true,
    usernsRemap: (SecurityOptions ?? []).some((option) => option.includes('userns')),
    ...(LoggingDriver ? { loggingDriver: LoggingDriver } : {}),
    ...(DefaultRuntime ? { defaultRuntime: DefaultRuntime } : {}),
    swarm: Swarm?.LocalNodeState === 'active' ? (Swarm.ControlAvailable ? 'manager' : 'worker') : 'inactive',
    ...(dns.length > 0 ? { dns } : {}),
  };
}

function defaultBridgeOf({ Options, EnableIPv6, IPAM }: Dockerode.NetworkInspectInfo): DefaultBridge {
  const options = Options ?? {};
  const mtu = options['com.docker.network.driver.mtu'];
  return {
    interface: options[`${OPTION}name`] ?? 'docker0',
    icc: options[`${OPTION}enable_icc`] !== 'false',
    hostBinding: options[`${OPTION}host_binding_ipv4`] ?? '0.0.0.0',
    ...(mtu ? { mtu } : {}),
    ipv6: EnableIPv6,
    subnets: (IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet ? [Subnet] : [])),
  };
}

/** An option that was given; that none was given says nothing, since its default is another in each version. */
function flag<K extends string>(name: K, value: unknown): Partial<Record<K, boolean>> {
  return typeof value === 'boolean' ? ({ [name]: value } as Record<K, boolean>) : {};
}

/** The settings that known differences are stated in, in the words of `--engine NAME+OPTION`. */
export function optionsIn({ defaultBridge, userlandProxy, swarm }: Settings): string[] {
  return [
    ...(swarm === 'inactive' ? [] : ['swarm']),
    ...(userlandProxy === false ? ['userland-proxy=false'] : []),
    ...(defaultBridge !== 'none' && !defaultBridge.icc ? ['icc=false'] : []),
  ];
}
