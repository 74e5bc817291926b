import type { NetworkDeclaration } from './network.ts';

/** A project of Docker Compose, whose containers and networks `docker compose` creates from a Compose file. */
export interface ComposeDeclaration {
  readonly kind: 'compose';
  readonly file: ComposeFile;
  /** Whether a behaviour brings it up, and not the scenario: Docker Compose or the engine may refuse it. */
  readonly later?: true;
}

/**
 * A Compose file in its own words: https://docs.docker.com/reference/compose-file/. Of each service, the suite sets what runs
 * in it. `${PORT}` and `${PORT_2}` to `${PORT_4}` are consecutive free host ports, `${NET}` and `${NET_2}` the first three
 * numbers of free subnets, `${NET6}` the first four groups of an IPv6 subnet, and `${PROJECT}` the name of the project.
 */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks?: Readonly<Record<string, ComposeNetwork>>;
}

/** A service: https://docs.docker.com/reference/compose-file/services/ */
export interface ComposeService {
  /** What it runs: nginx by default. */
  readonly image?: 'nginx' | 'grafana';
  readonly networks?: readonly string[] | Readonly<Record<string, ComposeEndpoint>>;
  readonly ports?: readonly (string | ComposePort)[];
  readonly expose?: readonly string[];
  readonly network_mode?: 'none' | 'host' | `service:${string}`;
  readonly links?: readonly string[];
  readonly external_links?: readonly string[];
  readonly extra_hosts?: readonly string[] | Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: readonly string[];
  readonly hostname?: string;
  readonly domainname?: string;
  readonly mac_address?: string;
  readonly dns?: readonly string[];
  readonly dns_search?: readonly string[];
  readonly dns_opt?: readonly string[];
  /** The number of its replicas. */
  readonly scale?: number;
}

/** The options of a service on one of its networks. */
export interface ComposeEndpoint {
  readonly aliases?: readonly string[];
  readonly ipv4_address?: string;
  readonly ipv6_address?: string;
  readonly mac_address?: string;
  readonly link_local_ips?: readonly string[];
  readonly interface_name?: string;
  readonly gw_priority?: number;
  readonly driver_opts?: Readonly<Record<string, string>>;
}

/** A port in the long syntax. */
export interface ComposePort {
  readonly target: number;
  readonly published?: string;
  readonly host_ip?: string;
  readonly protocol?: 'tcp' | 'udp';
  readonly mode?: 'host' | 'ingress';
  readonly name?: string;
  readonly app_protocol?: string;
}

/** A network: https://docs.docker.com/reference/compose-file/networks/ */
export interface ComposeNetwork {
  readonly name?: string;
  /** A network of the scenario, in the place of `external: true` and its name. */
  readonly external?: NetworkDeclaration | true;
  readonly driver?: 'bridge';
  readonly driver_opts?: Readonly<Record<string, string>>;
  readonly internal?: boolean;
  readonly enable_ipv4?: boolean;
  readonly enable_ipv6?: boolean;
  readonly ipam?: { readonly config: readonly ComposeIpam[] };
  readonly labels?: Readonly<Record<string, string>> | readonly string[];
}

interface ComposeIpam {
  readonly subnet: string;
  readonly ip_range?: string;
  readonly gateway?: string;
  readonly aux_addresses?: Readonly<Record<string, string>>;
}

/** A project of Docker Compose. */
export function compose({ later, ...file }: ComposeFile & { readonly later?: true }): ComposeDeclaration {
  return { kind: 'compose', file, ...(later ? { later } : {}) };
}

/** The networks of the scenario that a project joins. */
export function externalNetworks({ file }: ComposeDeclaration): NetworkDeclaration[] {
  return Object.values(file.networks ?? {}).flatMap(({ external }) => (typeof external === 'object' ? [external] : []));
}

/** The names of a service's networks in the Compose file; none for one with a network mode. */
export function networksOf({ networks, network_mode: mode }: ComposeService): string[] {
  if (mode !== undefined) return [];
  const names = networks === undefined ? [] : Array.isArray(networks) ? [...networks] : Object.keys(networks);
  return names.length === 0 ? ['default'] : names;
}

/** The service whose network namespace another one shares: `network_mode: service:NAME`. */
export function sharedService({ network_mode: mode }: ComposeService): string | undefined {
  return mode?.match(/^service:(.*)$/)?.[1];
}
