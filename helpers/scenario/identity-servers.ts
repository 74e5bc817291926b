import { type Socket, createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';

/** An HTTP server of this process that answers as nginx does: with its identity, and the client's address. */
export function pageServer(identity: string): Server {
  return createServer((request, response) => {
    const client = plainAddress(request.socket.remoteAddress ?? '');
    response.writeHead(200, { 'X-Container': identity, 'X-Client': client }).end(`${identity} sees ${client}\n`);
  });
}

/** A UDP server of this process that replies as nginx does; on all addresses, it needs both families where there are both. */
export function datagramServer(identity: string, everywhere: boolean): Socket {
  const socket = createSocket(everywhere && hasIpv6() ? 'udp6' : 'udp4');
  return socket.on('message', (_, { address, port }) => {
    socket.send(`${identity} ${plainAddress(address)}`, port, address);
  });
}

function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, '');
}

function hasIpv6(): boolean {
  try {
    return readFileSync('/proc/net/if_inet6', 'utf8') !== '';
  } catch {
    return false;
  }
}
