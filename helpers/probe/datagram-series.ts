import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { recordStep } from '../scenario/steps.ts';
import { echoedIn } from './datagram.ts';

/** A series of datagrams, each of which is sent once. */
export interface DatagramSeriesOptions {
  readonly count: number;
  /** The length of each; by default four bytes. */
  readonly bytes?: number;
}

/** What came back of a series. */
export interface DatagramSeries {
  /** How many were answered. */
  readonly answered: number;
  /** The identities of those who answered, each once. */
  readonly by: readonly string[];
}

/** The time between two datagrams: many more a second than a user's clients send. */
const INTERVAL_MS = 5;

/** How long the last replies may take. */
const REPLIES_LIMIT_MS = 10_000;

/** Sends a series of datagrams from one socket of this process, and counts the replies. */
export async function sendSeries(
  address: string,
  port: number,
  { count, bytes = 4 }: DatagramSeriesOptions,
): Promise<DatagramSeries> {
  recordStep({ line: `# ${count} datagrams of ${bytes} bytes from one socket to ${address}, UDP port ${port}` });
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  const replies: string[] = [];
  const all = Promise.withResolvers<void>();
  // where nothing listens, the kernel reports each datagram as refused
  socket.on('error', () => undefined);
  socket.on('message', (text) => {
    if (replies.push(echoedIn(text.toString('utf8')).by ?? 'an unknown server') === count) all.resolve();
  });
  try {
    socket.connect(port, address);
    await once(socket, 'connect');
    for (let sent = 0; sent < count; sent++) {
      socket.send('x'.repeat(bytes), () => undefined);
      await setTimeout(INTERVAL_MS);
    }
    await Promise.race([all.promise, setTimeout(REPLIES_LIMIT_MS)]);
  } finally {
    socket.close();
  }
  return { answered: replies.length, by: [...new Set(replies)] };
}
