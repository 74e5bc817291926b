import { randomInt } from 'node:crypto';
import { type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Server, createServer } from 'node:net';
import { errorCode } from '../engine/user-error.ts';

/** The UDP port of nginx in specs that publish it, or that compare it with one that is published: `publishUdp: UDP_PORT`. */
export const UDP_PORT = 5353;

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

/** The ports of a server that shares the network namespace of another one, which has `drawnPorts` and usual ports. */
export const sharedPorts: Required<ServerPorts> = {
  port: portAfter(drawnPorts.otherPort, 1),
  otherPort: portAfter(drawnPorts.otherPort, 2),
  udpPort: portAfter(drawnPorts.udpPort, 1),
};

function portAfter(port: number, by: number): number {
  return FROM + ((port - FROM + by) % (BELOW - FROM));
}

/** The port of a listener that a container requests: over UDP where it publishes nothing else. */
export function takenPort(
  { port, others }: { readonly port: number; readonly others: OtherPorts },
  { publish }: { readonly publish?: number },
): number {
  return publish === undefined ? others.udpPort : port;
}

/** The host ports that scenarios publish at: no program is likely to listen there, and no kernel gives them to clients. */
const [PUBLISHED_FROM, PUBLISHED_BELOW] = [20_000, 32_000];

/** A host port that is likely to be free, on a host whose sockets this process cannot look up. */
export function likelyFreePort(): number {
  return randomInt(PUBLISHED_FROM, PUBLISHED_BELOW);
}

/** Consecutive host ports. */
export interface HostPortRange {
  readonly first: number;
  readonly count: number;
}

/** Host ports as `docker run -p` and the API have them: `8000`, or `8000-8002` of which the engine chooses one. */
export function printHostPorts({ first, count }: HostPortRange): string {
  return count === 1 ? String(first) : `${first}-${first + count - 1}`;
}

/** Consecutive host ports that are all free on this process's host. */
export async function freeHostPorts(count: number): Promise<HostPortRange> {
  const first = await freeHostPort();
  const following = Array.from({ length: count - 1 }, (_, index) => first + index + 1);
  const free = await Promise.all(following.map(isFree));
  return free.every(Boolean) ? { first, count } : freeHostPorts(count);
}

/** A host port that no TCP or UDP socket of this process's host has, over IPv4 or IPv6. */
export async function freeHostPort(): Promise<number> {
  const port = likelyFreePort();
  return (await isFree(port)) ? port : freeHostPort();
}

async function isFree(port: number): Promise<boolean> {
  const families = [{ host: '0.0.0.0' }, { host: '::', ipv6Only: true }] as const;
  const free = await Promise.all([
    ...families.map((at) => canListen(createServer(), (server) => server.listen({ port, ...at }))),
    canListen(createSocket('udp4'), (socket) => socket.bind(port)),
    canListen(createSocket({ type: 'udp6', ipv6Only: true }), (socket) => socket.bind(port)),
  ]);
  return free.every(Boolean);
}

/** Whether a server can listen at its port; one of a family that this host lacks need not. */
async function canListen<S extends Server | Socket>(server: S, listen: (server: S) => void): Promise<boolean> {
  try {
    listen(server);
    await once(server, 'listening');
  } catch (error) {
    server.close();
    return errorCode(error) !== 'EADDRINUSE';
  }
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return true;
}

/** Ports that are free on this process's host, for a server that listens there later. */
export async function freePorts(): Promise<Required<ServerPorts>> {
  const { first } = await freeHostPorts(3);
  return { port: first, otherPort: first + 1, udpPort: first + 2 };
}
