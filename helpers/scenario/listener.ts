import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { datagramServer, pageServer } from './identity-servers.ts';
import type { OtherPorts } from './ports.ts';

/** A server of the test process, on free ports of its machine: HTTP at two of them, and datagrams. */
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
  end(): Promise<void>;
}

/** Starts a listener, on the loopback address or on all addresses. */
export async function startListener(name: string, identity: string, everywhere: boolean): Promise<RunningListener> {
  const pages = [pageServer(identity), pageServer(identity)];
  const datagrams = datagramServer(identity, everywhere);
  const address = everywhere ? undefined : '127.0.0.1';
  for (const server of pages) server.listen(0, address);
  datagrams.bind(0, address);
  await Promise.all([...pages, datagrams].map((server) => once(server, 'listening')));
  const [port = 0, otherPort = 0] = pages.map((server) => (server.address() as AddressInfo).port);
  return {
    kind: 'listener',
    name,
    id: identity,
    identity,
    url: `http://127.0.0.1:${port}`,
    port,
    others: { otherPort, udpPort: datagrams.address().port },
    end: async () => {
      for (const server of pages) server.closeAllConnections();
      await Promise.all([...pages, datagrams].map(closed));
    },
  };
}

function closed(server: Server | Socket): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
