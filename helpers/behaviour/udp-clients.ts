import type { DatagramOutcome } from '../probe/outcome.ts';
import { fromTestProcess } from '../probe/test-process.ts';
import { UDP_PORT } from '../scenario/ports.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { nonEmpty } from './fact.ts';
import { lastingAddresses } from './host-addresses.ts';
import { expect } from './reach-matchers.ts';

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
  const port = family === 4 ? container.hostPort(UDP_PORT, 'udp') : container.hostPort6(UDP_PORT, 'udp');
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
