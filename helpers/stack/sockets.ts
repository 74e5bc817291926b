import type { Command } from '../probe/batch.ts';
import { shell } from '../probe/devices.ts';
import { parseSockets } from '../probe/sockets.ts';
import type { Transport } from './policy/way.ts';

/** A listening socket of a network namespace. */
export interface Listener {
  readonly transport: Transport;
  readonly port: number;
  /** The addresses that it listens at; `0.0.0.0` and `::` for all of a family. */
  readonly addresses: readonly string[];
  /** Whether only the namespace itself reaches it. */
  readonly isPrivate: boolean;
}

/** From here on, a UDP socket is one of a client that waits for an answer: Linux's default of ip_local_port_range. */
const EPHEMERAL = 32_768;

/** Lists the listening sockets; busy servers have thousands of others. */
export const listenersCommand: Command = shell(
  String.raw`for t in tcp tcp6 udp udp6; do [ ! -e /proc/net/$t ] || sed -nE "s/^( *[0-9]+: [0-9A-F]+:[0-9A-F]{4} [0-9A-F]+:0000 (0A|07) .*)/$t \1/p" /proc/net/$t; done`,
);

/** Parses the listeners, those of one port together. */
export function parseListeners(tables: string): Listener[] {
  const sockets = parseSockets(tables).filter(({ protocol, port }) => protocol === 'tcp' || port < EPHEMERAL);
  const byPort = Map.groupBy(sockets, ({ protocol, port }) => `${protocol}/${port}`);
  const listeners = [...byPort.values()].map(([first, ...more]) => {
    const { protocol, port } = first as NonNullable<typeof first>;
    const addresses = [...new Set([first, ...more].map((socket) => socket?.address ?? ''))];
    return { transport: protocol, port, addresses, isPrivate: addresses.every(isLoopback) };
  });
  return listeners.toSorted((one, other) => one.transport.localeCompare(other.transport) || one.port - other.port);
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** Whether a listener answers at an address. */
export function listensAt({ addresses }: Listener, address: string): boolean {
  // a socket of IPv6 at all addresses usually takes IPv4 as well
  return addresses.some(
    (bound) => bound === address || bound === '::' || (bound === '0.0.0.0' && !address.includes(':')),
  );
}

/** What a namespace's kernel had counted at a time. */
export interface Counted {
  /** Seconds since the kernel started: one clock for all containers of a host. */
  readonly at: number;
  /** The datagrams that programs have read, of both families. */
  readonly datagrams: number;
}

/** How often the counters of UDP are read, in seconds. */
const COUNT_SECONDS = 0.02;

/** It starts no program: with one for each reading, the counters would be read late on a busy machine. */
const COUNT = String.raw`
exec 9<> <(:)
read -r now _ </proc/uptime
until=$((10#${'$'}{now/./} + $1))
while [ $((10#${'$'}{now/./})) -lt "$until" ]; do
  mapfile -t rows </proc/net/snmp
  [ ! -e /proc/net/snmp6 ] || mapfile -t -O "${'$'}{#rows[@]}" rows </proc/net/snmp6
  for row in "${'$'}{rows[@]}"; do
    [[ $row =~ ^(Udp:|Udp6InDatagrams)[[:blank:]]+([0-9]+) ]] && echo "$now ${'$'}{BASH_REMATCH[2]}"
  done
  read -rt ${COUNT_SECONDS} -u 9
  read -r now _ </proc/uptime
done`;

/** Prints what UDP has counted, again and again for some time. It needs no right at all. */
export function countCommand(durationMs: number): Command {
  return { words: ['bash', '-c', COUNT, 'count', String(Math.ceil(durationMs / 10))], limitMs: 3 * durationMs };
}

/** Parses what a count printed, the families added up. */
export function parseCounts(text: string): Counted[] {
  const lines = [...text.matchAll(/^(\d+\.\d+) (\d+)$/gm)].map(([, at, count]) => [Number(at), Number(count)] as const);
  const byTime = Map.groupBy(lines, ([at]) => at);
  return [...byTime].map(([at, counts]) => ({ at, datagrams: counts.reduce((sum, [, count]) => sum + count, 0) }));
}

/** The time of the kernel, in seconds since it started. */
export const uptimeCommand: Command = shell('cat /proc/uptime');
