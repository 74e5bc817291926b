import { type Existing, type ExistingContainer, serverNameOf } from '../scenario/existing/container.ts';
import { missingInInspect } from '../scenario/running/inspected-container.ts';
import type { Command, CommandResult } from './batch.ts';
import type { Server } from './expectation.ts';
import type { Place } from './manual-command.ts';
import { ProbeError } from './outcome.ts';
import { publishedAddress, unknownHostAddress } from './published-address.ts';
import { type VantagePoint, printVantagePoint } from './request.ts';

/** A place that opens connections. */
export interface Connecting {
  readonly from: VantagePoint;
  /** Where a repro script opens them. */
  readonly place: Place;
  /** The networks that it is on, by their names on the engine; empty for a host. */
  readonly networks: readonly string[];
  /** The address at which a host connects to published ports, by default. */
  readonly hostAddress?: string;
  /**
   * The address of the engine's host, as a container reaches it: there, it connects to ports that are published on all
   * addresses.
   */
  readonly gateway?: () => Promise<string | undefined>;
  readonly run: (command: Command) => Promise<CommandResult>;
}

/** An address and port to connect to, and the containers of which one should answer. */
export interface Target {
  readonly server: Server;
  readonly containers: readonly ExistingContainer[];
  readonly address: string;
  readonly port: number;
  /** The name that was looked up for the address. */
  readonly name?: string;
  /** Whether it is a port of the host, from which the engine forwards. */
  readonly isForwarded?: true;
}

/** The own addresses of containers: where they share a network with the client, those on it; else all of them. */
export function ownTargets(client: Connecting, to: Existing, port: number, at: string | undefined): Target[] {
  if (at !== undefined) return [{ server: serverNameOf(to), containers: to.replicas, address: at, port }];
  return to.replicas.flatMap((container) => {
    const common = [...container.addresses].filter(([network]) => client.networks.includes(network));
    const addresses = (common.length > 0 ? common : [...container.addresses]).flatMap(([, some]) => some);
    if (addresses.length === 0)
      throw new ProbeError(
        `${container.name} has no address of its own (its network is ${container.networkMode}): name one with at, as in connect(${container.name}, ${port}, { at: '192.0.2.1' })`,
      );
    return addresses.map((address) => ({ server: serverNameOf(container), containers: [container], address, port }));
  });
}

/** The host ports on which containers publish a port. Throws a ProbeError where the host has no address for the client. */
export async function publishedTargets(
  { from, hostAddress, gateway }: Connecting,
  to: Existing,
  port: number,
  at: string | undefined,
): Promise<Target[]> {
  const known = { at, hostAddress, gateway: at === undefined ? await gateway?.() : undefined };
  return to.replicas.flatMap((container) => {
    const bound = container.published(port).filter(({ address }) => !address.includes(':'));
    if (bound.length === 0) throw missingInInspect(`the host port of ${port}/tcp of ${container.name}`, 'a port');
    return bound.map((binding) => {
      const address = publishedAddress(binding, known);
      if (address === undefined) throw unknownHostAddress(printVantagePoint(from), to.name, port);
      return {
        server: serverNameOf(container),
        containers: [container],
        address,
        port: binding.port,
        isForwarded: true,
      };
    });
  });
}
