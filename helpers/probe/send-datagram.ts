import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { setInterval } from 'node:timers';
import { errorCode, errorText } from '../engine/user-error.ts';
import { echoedIn } from './datagram.ts';
import { type DatagramAnswer, ProbeError } from './outcome.ts';
import { connectErrorOfCode } from './system-error.ts';

/** A lost datagram is sent again, as a lost packet of a TCP connection is. */
const AGAIN_MS = 400;

/**
 * Sends a datagram from this process until the server replies. The socket is connected: a reply from another address is
 * dropped. Throws a ProbeError where none could be sent.
 */
export async function sendDatagram(address: string, port: number, limitMs: number): Promise<DatagramAnswer> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  const signal = AbortSignal.timeout(limitMs);
  let again: NodeJS.Timeout | undefined;
  try {
    socket.connect(port, address);
    await once(socket, 'connect', { signal });
    const reply = once(socket, 'message', { signal });
    socket.send('who?');
    again = setInterval(() => socket.send('who?'), AGAIN_MS);
    const [text] = (await reply) as [Buffer];
    return echoedIn(text.toString('utf8'));
  } catch (error) {
    if (signal.aborted) return { kind: 'timed out', limitMs };
    const unreached = connectErrorOfCode(errorCode(error));
    if (unreached) return unreached;
    throw new ProbeError(`no datagram could be sent: ${errorText(error)}`);
  } finally {
    clearInterval(again);
    socket.close();
  }
}
