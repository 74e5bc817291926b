import type { FullAddress, HostPart } from './host-part.ts';
import type { NetworkDeclaration } from './network.ts';

/** One network alias, or several. */
export type Alias = string | readonly string[];

/** The options of a container on one of its networks, at its creation or at `docker network connect`. */
export interface EndpointOptions {
  /** `--network-alias`, and `--alias` of `docker network connect`; for a user-defined network only. */
  readonly alias?: Alias;
  /** `--ip`: an address of the network's drawn subnet, or any other one in full. */
  readonly ip?: HostPart | FullAddress;
  /** `--ip6`: the last group of an address of the network's IPv6 subnet, `::10`. */
  readonly ip6?: `::${string}`;
  /** `--mac-address` */
  readonly mac?: string;
  /** `gw-priority=NUMBER`: of several networks, the one with the highest has the default route. */
  readonly gwPriority?: number;
  /** `--driver-opt com.docker.network.endpoint.ifname=NAME` */
  readonly interfaceName?: string;
  /** `--driver-opt com.docker.network.endpoint.sysctls=NAME=VALUE`; the name has IFNAME in the place of its interface. */
  readonly interfaceSysctls?: Readonly<Record<string, string>>;
}

/** Another network of a container, and its options there. */
export interface Attachment extends EndpointOptions {
  readonly on: NetworkDeclaration;
  /** Whether the container is created on it, as with a second `--network`; by default it is connected once it runs. */
  readonly atCreate?: true;
}

/** The aliases of a container, or of one of its attachments. */
export function aliasesOf({ alias = [] }: { readonly alias?: Alias }): readonly string[] {
  return typeof alias === 'string' ? [alias] : alias;
}

/** The driver options of an endpoint. */
export function endpointDriverOptions({ interfaceName, interfaceSysctls }: EndpointOptions): Record<string, string> {
  const prefix = 'com.docker.network.endpoint.';
  const sysctls = Object.entries(interfaceSysctls ?? {}).map(([name, value]) => `${name}=${value}`);
  return {
    ...(interfaceName === undefined ? {} : { [`${prefix}ifname`]: interfaceName }),
    ...(sysctls.length === 0 ? {} : { [`${prefix}sysctls`]: sysctls.join(',') }),
  };
}
