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

/** The usual form of an IPv6 address in 32 hexadecimal digits: `fe80::1`. */
function plainAddress6(digits: string): string {
  const groups = digits.match(/.{4}/g) ?? [];
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
