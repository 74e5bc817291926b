import type Dockerode from 'dockerode';
import type { DaemonOptions } from './daemon-options.ts';

/** The default bridge network. */
interface DefaultBridge {
  /** Its interface on the engine's host: docker0, unless the user configured another. */
  readonly interface: string;
  /** Inter-container communication: `icc` of dockerd. */
  readonly icc: boolean;
  /** The default host address of published ports: `ip` of dockerd. */
  readonly hostBinding: string;
  readonly mtu?: string;
  readonly ipv6: boolean;
  readonly subnets: readonly string[];
}

/** The configuration of an engine, as far as it can be detected; otherwise undefined. */
export interface Settings {
  /** `none` where dockerd runs with `bridge: none`. */
  readonly defaultBridge: DefaultBridge | 'none';
  /** The default options of a new bridge network: `default-network-opts` of dockerd. */
  readonly networkDefaults?: Readonly<Record<string, string>>;
  /** Whether `default-address-pools` has a subnet for a new network. */
  readonly addressPools?: 'free' | 'used up';
  /** Whether each published port has a userland proxy: `userland-proxy` of dockerd. */
  readonly userlandProxy?: boolean;
  /** Whether the engine installs firewall rules for IPv4 and IPv6: `iptables` and `ip6tables` of dockerd. */
  readonly iptables?: boolean;
  readonly ip6tables?: boolean;
  readonly liveRestore: boolean;
  /** Whether root in a container is another user on the host: `userns-remap` of dockerd. */
  readonly usernsRemap: boolean;
  readonly loggingDriver?: string;
  readonly defaultRuntime?: string;
  readonly swarm: 'inactive' | 'worker' | 'manager';
  /** The default DNS servers of containers: `dns` of dockerd. */
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

/** The settings that an engine reports; `options` are those of its dockerd, where they were found. */
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

/** A configured option; without one, the default depends on the version. */
function flag<K extends string>(name: K, value: unknown): Partial<Record<K, boolean>> {
  return typeof value === 'boolean' ? ({ [name]: value } as Record<K, boolean>) : {};
}

/** The settings that known differences refer to, named as in `--engine NAME+OPTION`. */
export function optionsIn({ defaultBridge, userlandProxy, ip6tables, swarm, usernsRemap }: Settings): string[] {
  return [
    ...(swarm === 'inactive' ? [] : ['swarm']),
    ...(usernsRemap ? ['userns-remap'] : []),
    ...(userlandProxy === false ? ['userland-proxy=false'] : []),
    // the default from Docker Engine 27 on
    ...(ip6tables === true ? ['ip6tables'] : []),
    ...(defaultBridge !== 'none' && !defaultBridge.icc ? ['icc=false'] : []),
  ];
}
