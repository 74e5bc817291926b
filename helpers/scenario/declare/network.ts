import { randomBytes } from 'node:crypto';
import type { HostPart } from './host-part.ts';
import type { EngineHostDeclaration, LanHostDeclaration } from './hosts.ts';
import { refusal } from './refusal.ts';

/** A network that the scenario creates: `docker network create --driver=bridge`. */
export interface NetworkDeclaration {
  readonly kind: 'network';
  readonly driver: 'bridge' | 'overlay' | 'macvlan' | 'ipvlan' | NetworkPluginDeclaration;
  /** The engine hosts that an overlay network spans. They form a swarm; the first is its manager. */
  readonly across: readonly EngineHostDeclaration[];
  /** The host whose engine creates it; by default the engine of the run. */
  readonly at?: EngineHostDeclaration;
  /** Without `--attachable`, for an overlay network: by default, the suite's containers may be attached to it. */
  readonly attachable?: false;
  /** `--internal` */
  readonly internal?: boolean;
  /**
   * `--subnet`: `drawn` is a /24 that no route of this machine and no other network has, `drawn/29` a smaller one; another
   * network stands for its subnet, and any other text for itself. By default, the engine chooses.
   */
  readonly subnet?: string | NetworkDeclaration | ResizedSubnet;
  /** `--gateway`: an address of the drawn subnet. */
  readonly gateway?: HostPart;
  /** `--ip-range`: a part of the drawn subnet, `.128/25`. */
  readonly ipRange?: `${HostPart}/${number}`;
  /** `--aux-address`: an address of the drawn subnet that is not for containers. */
  readonly auxAddress?: HostPart;
  /** `--ipv4=false` */
  readonly ipv4?: false;
  /** `--ipv6` without a subnet: the engine chooses it. */
  readonly chosenSubnet6?: true;
  /** `--ipv6 --subnet SUBNET`: Docker Engine up to 26 chooses no IPv6 subnet itself. */
  readonly subnet6?: string;
  /** `--label KEY=VALUE`, beside those of the suite. */
  readonly labels?: Readonly<Record<string, string>>;
  /** `--opt KEY=VALUE` */
  readonly options?: Readonly<Record<string, string>>;
  /** Other networks of the scenario that are created before this one. */
  readonly after?: readonly NetworkDeclaration[];
  /**
   * For a macvlan or an IPvlan network: a LAN host on the link of the parent interface. Without a subnet of its own, its
   * containers have addresses in the upper half of the link's subnet.
   */
  readonly beside?: LanHostDeclaration;
  /**
   * `--opt com.docker.network.bridge.trusted_host_interfaces`: the interface of the engine's host that leads to this LAN
   * host.
   */
  readonly trusting?: LanHostDeclaration;
  /** Where it is there already, how it is found: the scenario neither creates nor removes it. */
  readonly existing?: { readonly network: string; readonly project?: string };
}

/** The subnet of another network with another prefix length: a part of its addresses, or more of them. */
export interface ResizedSubnet {
  readonly of: NetworkDeclaration;
  readonly prefix: number;
}

/** A network that every engine has: the default bridge, the host network, or none. */
export interface PredefinedNetwork {
  readonly kind: 'predefined';
  /** As in `docker run --network`. */
  readonly mode: 'bridge' | 'host' | 'none';
  /** Whether it is the engine's choice, because no `--network` is given. */
  readonly unnamed?: true;
}

/** The suite's own network driver, a process beside the engine: fixtures/network-plugin. */
export interface NetworkPluginDeclaration {
  readonly kind: 'network-plugin';
}

/** The default bridge network, by name: `--network bridge` */
export const defaultBridge: PredefinedNetwork = { kind: 'predefined', mode: 'bridge' };

/** The network of a container without `--network`: the default bridge, unless the engine breaks that promise. */
export const unnamedNetwork: PredefinedNetwork = { ...defaultBridge, unnamed: true };

/** `--network host` */
export const hostNetwork: PredefinedNetwork = { kind: 'predefined', mode: 'host' };

/** `--network none` */
export const noNetwork: PredefinedNetwork = { kind: 'predefined', mode: 'none' };

/**
 * The options of a network; `ipv6` gives it a unique IPv6 subnet, a /64 or one of this length, or that of another network,
 * which is created before.
 */
export type NetworkOptions = Pick<NetworkDeclaration, 'driver'> &
  Partial<Omit<NetworkDeclaration, 'kind' | 'subnet6' | 'existing'>> & {
    readonly ipv6?: boolean | '/48' | NetworkDeclaration;
  };

/** A user-defined network. Throws a UserError for the IPv6 subnet of a network without one. */
export function network({ across = [], ipv6 = false, ...options }: NetworkOptions): NetworkDeclaration {
  return { kind: 'network', across, ...options, ...(ipv6 ? ipv6Of(ipv6, options) : {}) };
}

function ipv6Of(
  ipv6: true | '/48' | NetworkDeclaration,
  { after = [] }: Pick<NetworkOptions, 'after'>,
): Pick<NetworkDeclaration, 'subnet6' | 'after'> {
  if (typeof ipv6 !== 'object') return { subnet6: uniqueLocalSubnet(ipv6) };
  const { subnet6 } = ipv6;
  if (subnet6 === undefined)
    throw refusal('gives a network the IPv6 subnet of another one, which has none: give that one ipv6: true');
  return { subnet6, after: [...after, ipv6] };
}

/** A random IPv6 subnet, as in RFC 4193. */
export function uniqueLocalSubnet(prefix: true | '/48'): string {
  const [global, subnet] = [randomBytes(5).toString('hex'), randomBytes(2).toString('hex')];
  const groups = `fd${global}${prefix === true ? subnet : ''}`.match(/.{4}/g) ?? [];
  return `${groups.map((group) => group.replace(/^0{1,3}/, '')).join(':')}::${prefix === true ? '/64' : prefix}`;
}

/** The suite's own network driver. */
export function networkPlugin(): NetworkPluginDeclaration {
  return { kind: 'network-plugin' };
}
