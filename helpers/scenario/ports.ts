import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports of a server that are never published: nobody could allow them by name, and no firewall by habit. */
export interface OtherPorts {
  /** A second TCP port. */
  readonly otherPort: number;
  readonly udpPort: number;
}

/** The ports of a server: its own, and the other ones if it has them. */
export interface ServerPorts extends Partial<OtherPorts> {
  readonly port: number;
}

/** Above the ports that specs draw, below those that a kernel gives to clients. */
const [FROM, BELOW] = [32_000, 32_768];

/** The other ports of every server of this process that has a network namespace of its own. */
export const drawnPorts: OtherPorts = { otherPort: randomInt(FROM, BELOW), udpPort: randomInt(FROM, BELOW) };

/** Ports that are free on this process's host. */
export async function freePorts(): Promise<Required<ServerPorts>> {
  const [own, other, udp] = [createServer(), createServer(), createSocket('udp4')];
  for (const server of [own, other]) server.listen(0);
  udp.bind(0);
  await Promise.all([own, other, udp].map((socket) => once(socket, 'listening')));
  const [port = 0, otherPort = 0, udpPort = 0] = [own, other, udp].map((socket) => portOf(socket.address()));
  await Promise.all([own, other, udp].map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  return { port, otherPort, udpPort };
}

function portOf(address: string | { port: number } | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}
