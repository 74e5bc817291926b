import { setTimeout } from 'node:timers/promises';
import { clientAddress } from '../probe/client-address.ts';
import type { DatagramOutcome } from '../probe/outcome.ts';
import { fromTestProcess } from '../probe/test-process.ts';
import { UDP_PORT } from '../scenario/ports.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { fact, nonEmpty } from './fact.ts';
import { lastingAddresses } from './host-addresses.ts';
import { expect } from './reach-matchers.ts';

/** How long clients have no container to send to. */
const STOPPED_MS = 400;

/** UDP clients whose sockets stay open until they are disposed of. */
export interface UdpClients extends AsyncDisposable {
  /** Sends a datagram from each socket, expects the container to answer all of them, and returns its replies. */
  expectReplies(): Promise<readonly DatagramOutcome[]>;
}

/**
 * UDP clients of a container that publishes `UDP_PORT`, in this process: one for each lasting address of the host, with a
 * source port that stays the same, so that the kernel knows them as one flow before and after a change.
 */
export async function udpClientsOf(container: RunningContainer, family: 4 | 6 = 4): Promise<UdpClients> {
  const addresses = nonEmpty('the addresses of the host', await lastingAddresses(family));
  const port = udpPortOf(container, family);
  const sockets = await Promise.all(addresses.map((address) => fromTestProcess.sendTo(address, port)));
  return {
    expectReplies: async () => {
      const replies = await Promise.all(sockets.map((socket) => socket.nextReply()));
      for (const reply of nonEmpty('the replies', replies)) await expect(reply).toBeAnsweredBy(container);
      return replies;
    },
    [Symbol.asyncDispose]: async () => sockets.forEach((socket) => socket.close()),
  };
}

/**
 * Expects a container that publishes `UDP_PORT` at a fixed host port to answer its UDP clients at every address of the host,
 * and again once it was stopped for a moment, with the same client addresses.
 */
export async function expectRepliesAfterRestart(container: RunningContainer, family: 4 | 6): Promise<void> {
  fact('the host port in inspect', udpPortOf(container, family)).is(container.fixedHostPort);
  await using clients = await udpClientsOf(container, family);
  const before = (await clients.expectReplies()).map(clientAddress);
  await container.stop();
  fact('whether the container runs', (await container.inspect()).State.Running).is(false);
  await setTimeout(STOPPED_MS);
  await container.start();
  const after = (await clients.expectReplies()).map(clientAddress);
  // a proxy that answers instead of a NAT rule hides them
  const expected = before.filter((address, index) => address && after[index]);
  fact('the client addresses that the container sees', after.filter(Boolean)).is(expected);
}

/** The host port of `UDP_PORT` in inspect, for clients of an IP family. */
function udpPortOf(container: RunningContainer, family: 4 | 6): number {
  return family === 4 ? container.hostPort(UDP_PORT, 'udp') : container.hostPort6(UDP_PORT, 'udp');
}
