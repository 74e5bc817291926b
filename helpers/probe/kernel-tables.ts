import { dotted } from '../engine/lab/subnet.ts';
import type { Command } from './batch.ts';
import { shell } from './devices.ts';

/** Lists the IPv6 addresses; a kernel without IPv6 has no such file. */
export const addresses6Command: Command = shell('[ ! -e /proc/net/if_inet6 ] || cat /proc/net/if_inet6');

/** Parses lines such as `00000000000000000000000000000001 01 80 10 80       lo`. */
export function parseAddresses6(text: string): string[] {
  return [...text.matchAll(/^([0-9a-f]{32}) /gm)].map(([, digits = '']) => plainAddress6(digits)).toSorted();
}

/** Lists the routes of every table, not only of the one that /proc/net/route shows: a policy rule may lead to another. */
export const everyRouteCommand: Command = shell(
  'cat /proc/net/fib_trie && { [ ! -e /proc/net/ipv6_route ] || cat /proc/net/ipv6_route; }',
);

/** Parses the destinations to which packets can be sent, without those of the loopback interface: `10.1.0.0/16`, `fe80::/64`. */
export function parseEveryRoute(text: string): string[] {
  const routes = text.matchAll(/\|-- (\S+)\n((?:\s+\/\d+ \S+ \S+.*\n?)+)/g);
  const ipv4 = [...routes].flatMap(([, network = '', leaves = '']) =>
    [...leaves.matchAll(/\/(\d+) \S+ UNICAST/g)].map(([, prefix]) => `${network}/${prefix}`),
  );
  const ipv6 = [...text.matchAll(/^([0-9a-f]{32}) ([0-9a-f]{2}) .* (\S+)$/gm)]
    .filter(([, , , name]) => name !== 'lo')
    .map(([, digits = '', prefix = '']) => `${plainAddress6(digits)}/${Number.parseInt(prefix, 16)}`);
  return [...new Set([...ipv4, ...ipv6])].toSorted();
}

/** A default route of a kernel. */
export interface DefaultRoute {
  readonly family: 4 | 6;
  readonly gateway: string;
  readonly interface: string;
  /** Of several, the kernel uses the one with the lowest. */
  readonly metric: number;
}

/** Lists the routes of the main table, of both IP families. */
export const defaultRoutesCommand: Command = shell(
  'cat /proc/net/route && { [ ! -e /proc/net/ipv6_route ] || cat /proc/net/ipv6_route; }',
);

/** Parses the default routes, the one that the kernel uses first. */
export function parseDefaultRoutes(text: string): DefaultRoute[] {
  const ipv4 = [...text.matchAll(/^(\S+)\s+0{8}\s+([0-9A-F]{8})\s+\S+\s+\S+\s+\S+\s+(\d+)\s+0{8}\s/gm)];
  const ipv6 = [...text.matchAll(/^0{32} 00 0{32} 00 ([0-9a-f]{32}) ([0-9a-f]{8}) .* (\S+)$/gm)];
  const routes: DefaultRoute[] = [
    ...ipv4.map(([, name = '', gateway = '', metric]) => ({
      family: 4 as const,
      gateway: dotted(gateway),
      interface: name,
      metric: Number(metric),
    })),
    ...ipv6.map(([, gateway = '', metric = '', name = '']) => ({
      family: 6 as const,
      gateway: plainAddress6(gateway),
      interface: name,
      metric: Number.parseInt(metric, 16),
    })),
  ];
  // each namespace has a route for what has no other one, at its loopback interface
  return routes.filter((route) => route.interface !== 'lo').toSorted((one, other) => one.metric - other.metric);
}

/** The usual form of an IPv6 address in 32 hexadecimal digits: `fe80::1`. */
function plainAddress6(digits: string): string {
  const groups = digits.match(/.{4}/g) ?? [];
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
