import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Dockerode from 'dockerode';
import { datagramServer, pageServer } from './identity-servers.ts';
import type { OtherPorts, ServerPorts } from './ports.ts';

/** The loopback address of the engine's host. */
export const LOOPBACK = '127.0.0.1';

/** A server on free ports of the engine's host, HTTP at two of them, and datagrams: of the test process, or of a container. */
export interface RunningListener {
  readonly kind: 'listener';
  readonly name: string;
  readonly id: string;
  /** The identity in its answers. */
  readonly identity: string;
  /** Its URL at 127.0.0.1. */
  readonly url: string;
  readonly port: number;
  readonly others: OtherPorts;
  /** The container that it runs in; undefined for a server of the test process. */
  readonly on: { readonly engine: Dockerode; readonly id: string; readonly name: string } | undefined;
  /** Lets it answer datagrams at an address of its machine: a socket at all addresses may reply from another one. */
  answerDatagramsAt(address: string): Promise<void>;
  end(): Promise<void>;
}

/** What a listener at these ports is known by, whatever runs it. */
export function listenerAt(
  name: string,
  identity: string,
  { port, ...others }: Required<ServerPorts>,
): Omit<RunningListener, 'on' | 'answerDatagramsAt' | 'end'> {
  return { kind: 'listener', name, id: identity, identity, url: `http://${LOOPBACK}:${port}`, port, others };
}

/** Starts a listener, on the loopback address or on all addresses. */
export async function startListener(name: string, identity: string, everywhere: boolean): Promise<RunningListener> {
  const pages = [pageServer(identity), pageServer(identity)];
  for (const server of pages) server.listen(0, everywhere ? undefined : LOOPBACK);
  await Promise.all(pages.map((server) => once(server, 'listening')));
  const loopback = datagramServer(identity, 0, LOOPBACK);
  const datagrams = new Map([[LOOPBACK, loopback]]);
  const [port = 0, otherPort = 0] = pages.map((server) => (server.address() as AddressInfo).port);
  const udpPort = (await loopback).address().port;
  return {
    ...listenerAt(name, identity, { port, otherPort, udpPort }),
    on: undefined,
    async answerDatagramsAt(address) {
      const server = datagrams.get(address) ?? datagramServer(identity, udpPort, address);
      datagrams.set(address, server);
      await server;
    },
    end: async () => {
      for (const server of pages) server.closeAllConnections();
      await Promise.all([...pages, ...(await Promise.all(datagrams.values()))].map(closed));
    },
  };
}

function closed(server: Server | Socket): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
