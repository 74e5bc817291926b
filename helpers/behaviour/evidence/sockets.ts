import { isIPv4 } from 'node:net';
import { parseSockets } from '../../probe/sockets.ts';

/** A listening TCP socket. */
export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
}

/** The listening TCP sockets in the output of `socketsCommand`. */
export function parseListeningSockets(text: string): ListeningSocket[] {
  return parseSockets(text).flatMap(({ protocol, address, port }) => (protocol === 'tcp' ? [{ address, port }] : []));
}

/** Whether a connection to an address and a port reaches one of these sockets. */
export function isListening(sockets: readonly ListeningSocket[], address: string, port: number): boolean {
  const any = isIPv4(address) ? ['0.0.0.0', '::'] : ['::'];
  return sockets.some((socket) => socket.port === port && [address, ...any].includes(socket.address));
}
