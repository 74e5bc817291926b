import { isIPv4 } from 'node:net';

/** A listening TCP socket. */
export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
}

/** Parses the listening TCP sockets in the output of `socketsCommand`: `tcp 0: 0100007F:1F90 00000000:0000 0A …`. */
export function parseListeningSockets(text: string): ListeningSocket[] {
  const found = text.matchAll(/^tcp6?\s+\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) \S+ 0A /gm);
  return [...found].map(([, address = '', port = '']) => ({
    address: address.length === 8 ? words(address) : words6(address),
    port: Number.parseInt(port, 16),
  }));
}

/** Whether a connection to an address and a port reaches one of these sockets. */
export function isListening(sockets: readonly ListeningSocket[], address: string, port: number): boolean {
  const any = isIPv4(address) ? ['0.0.0.0', '::'] : ['::'];
  return sockets.some((socket) => socket.port === port && [address, ...any].includes(socket.address));
}

/** The kernel writes each word of an address in host byte order, which is little-endian wherever the suite runs. */
function words(hex: string): string {
  return [...Buffer.from(hex, 'hex')].toReversed().join('.');
}

function words6(hex: string): string {
  if (/^0+$/.test(hex)) return '::';
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex')].toReversed());
  const isMapped = bytes.slice(0, 12).join() === '0,0,0,0,0,0,0,0,0,0,255,255';
  if (isMapped) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0));
  const text = groups.map((group) => group.toString(16)).join(':');
  return text === '0:0:0:0:0:0:0:1' ? '::1' : text;
}
