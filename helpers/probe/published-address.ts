import { ProbeError } from './outcome.ts';
import type { SendingContainer } from './exec.ts';

/** The option of a bridge that leaves its gateway address to somebody else than the engine's host. */
const INHIBITED = 'com.docker.network.bridge.inhibit_ipv4';

/** A host address and port that a container's port is published on. */
interface Binding {
  readonly address: string;
  readonly port: number;
}

/** What is known of the address of a published port. */
export interface HostAddresses {
  /** The one that the user named. */
  readonly at?: string | undefined;
  /** The address that a host connects to, whatever the binding. */
  readonly hostAddress?: string | undefined;
  /** The engine's host, as a container reaches it. */
  readonly gateway?: string | undefined;
}

/** The address of the engine's host at which a published port is reached; undefined where none is known. */
export function publishedAddress(
  { address }: Binding,
  { at, hostAddress, gateway }: HostAddresses,
): string | undefined {
  // the loopback address of the host is not that of a container: from there, such a port is reached as the others are
  const isNone = address === '0.0.0.0' || (hostAddress === undefined && address.startsWith('127.'));
  return at ?? hostAddress ?? (isNone ? gateway : address);
}

/**
 * The address of the engine's host that a container has as the gateway of a bridge network; undefined where it has none: that
 * of a macvlan network, for one, is a router.
 */
export async function gatewayOf({ engine, history, isOnHostNetwork }: SendingContainer): Promise<string | undefined> {
  if (isOnHostNetwork) return '127.0.0.1';
  const endpoints = Object.entries(history[0]?.NetworkSettings.Networks ?? {});
  for (const [name, { Gateway, NetworkID }] of endpoints) {
    if (!Gateway) continue;
    const { Driver, Options } = await engine.getNetwork(NetworkID || name).inspect();
    if (Driver === 'bridge' && Options?.[INHIBITED] !== 'true') return Gateway;
  }
  return undefined;
}

/** The error for a published port that cannot be reached, as no address of the engine's host is known. */
export function unknownHostAddress(from: string, to: string, port: number): ProbeError {
  return new ProbeError(
    `no address of the engine's host is known at which ${from} could reach the published port (a container uses the gateway of its bridge network, a LAN host at the address of the engine's host): name one with at, as in connect(${to}, ${port}, { published: true, at: '192.0.2.1' })`,
  );
}
