import { isIPv4 } from 'node:net';
import { parseSockets } from '../../probe/sockets.ts';

/** A listening TCP socket, or an unconnected UDP socket. */
export interface ListeningSocket {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

/** The listening sockets in the output of `socketsCommand`. */
export function parseListeningSockets(text: string): ListeningSocket[] {
  return parseSockets(text).map(({ protocol, address, port }) => ({ protocol, address, port }));
}

/** Whether a connection or a datagram to an address and a port reaches one of these sockets. */
export function isListening(
  sockets: readonly ListeningSocket[],
  { protocol, address, port }: { protocol: 'tcp' | 'udp'; address: string; port: number },
): boolean {
  const any = isIPv4(address) ? ['0.0.0.0', '::'] : ['::'];
  return sockets.some(
    (socket) => socket.protocol === protocol && socket.port === port && [address, ...any].includes(socket.address),
  );
}
