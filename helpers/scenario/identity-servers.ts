import { type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { isIPv6 } from 'node:net';

/** The size of the page /large, which fits into no single packet. */
export const LARGE_BODY_BYTES = 64 * 1024;

/** An HTTP server of this process that answers as nginx does: with its identity, and the client's address. */
export function pageServer(identity: string): Server {
  return createServer((request, response) => {
    const client = plainAddress(request.socket.remoteAddress ?? '');
    response
      .writeHead(200, { 'X-Container': identity, 'X-Client': client })
      .end(request.url === '/large' ? 'x'.repeat(LARGE_BODY_BYTES) : `${identity} sees ${client}\n`);
  });
}

/** A UDP server of this process, at one address, or at all: it replies as nginx does. */
export async function datagramServer(identity: string, port: number, at?: string): Promise<Socket> {
  const socket = createSocket((at === undefined ? hasIpv6() : isIPv6(at)) ? 'udp6' : 'udp4');
  socket.on('message', (_, { address, port: client }) => {
    socket.send(`${identity} ${plainAddress(address)}`, client, address);
  });
  if (at === undefined) socket.bind(port);
  else socket.bind(port, at);
  await once(socket, 'listening');
  return socket;
}

function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, '');
}

/** Whether the kernel has IPv6. A host that is still being set up has no address yet, and will have one. */
function hasIpv6(): boolean {
  return existsSync('/proc/net/if_inet6');
}
