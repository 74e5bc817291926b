import { isIPv4 } from 'node:net';
import type { VantagePoint } from '../../probe/request.ts';
import type { ListeningSocket } from './sockets.ts';

/** The state of a scenario after a failure, as the basis of a suspicion. */
export interface Facts {
  readonly containers: readonly ContainerFacts[];
  /** Undefined where the engine's host could not be inspected. */
  readonly host?: HostFacts;
}

/** A container: its declaration, its inspect, and its state inside. */
export interface ContainerFacts {
  /** Its name in the scenario. */
  readonly name: string;
  /** The identity in its answers. */
  readonly identity: string;
  readonly declared: {
    /** The name of its network on the engine, or a predefined mode. */
    readonly network: string;
    readonly aliases: readonly string[];
    readonly publish?: number;
    readonly publishOn?: string | readonly string[];
  };
  /** In inspect when it had started: a behaviour may change it later. */
  readonly atStart: Inspected;
  /** In inspect after the failure. */
  readonly now: Inspected;
  /** Undefined where no command could be run in it. */
  readonly inside?: {
    readonly listening: readonly ListeningSocket[];
    readonly hasDefaultRoute: boolean;
    /** IPv4 neighbours, and whether their hardware address is known. */
    readonly neighbours: Readonly<Record<string, boolean>>;
  };
}

/** The networks and ports of a container in inspect. */
export interface Inspected {
  /** By their names on the engine. */
  readonly networks: Readonly<Record<string, { readonly address: string; readonly aliases: readonly string[] }>>;
  /** The ports of the container, `80/tcp`, that are bound on the host. */
  readonly bound: readonly { readonly port: string; readonly hostAddress: string; readonly hostPort: number }[];
}

/** The state of the host of the run's engine. */
export interface HostFacts {
  readonly listening: readonly ListeningSocket[];
  /** net.ipv4.ip_forward; undefined where it cannot be read. */
  readonly forwards?: boolean;
  /** The firewall's rules as they are listed. */
  readonly rules: string;
}

/** Parses the neighbours in /proc/net/arp, and whether each one replied: ATF_COM in linux/if_arp.h. */
export function parseNeighbours(arp: string): Record<string, boolean> {
  const found = arp.matchAll(/^([\d.]+)\s+0x[0-9a-f]+\s+0x([0-9a-f]+)\s/gm);
  return Object.fromEntries(
    [...found].map(([, address = '', flags = '']) => [address, (Number.parseInt(flags, 16) & 2) !== 0]),
  );
}

/** The name of a network that two containers share in inspect. */
export function commonNetwork(one: ContainerFacts, other: ContainerFacts): string | undefined {
  return Object.keys(one.now.networks).find((network) => network in other.now.networks);
}

/** The container that has an address, by inspect. */
export function ownerOf(address: string, facts: Facts): ContainerFacts | undefined {
  if (!isIPv4(address)) return undefined;
  return facts.containers.find(({ now }) =>
    Object.values(now.networks).some((endpoint) => endpoint.address === address),
  );
}

/** The container that sent a probe; undefined for another vantage point. */
export function senderOf({ from }: { readonly from: VantagePoint }, facts: Facts): ContainerFacts | undefined {
  return from.kind === 'container' ? facts.containers.find(({ name }) => name === from.name) : undefined;
}
