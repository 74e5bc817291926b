import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { UserError } from '../user-error.ts';

/** The subnets of a lab's switch: an IPv4 /24 and an IPv6 /64. */
export interface Subnet {
  /** `198.18.7.0/24` */
  readonly v4: string;
  /** `fd12:3456:789a::/64` */
  readonly v6: string;
  /** The addresses of its nth host. */
  host(n: number): { readonly address: string; readonly address6: string };
}

/** Where subnets are drawn from: the networks for benchmarks, which are on no network of anybody's (RFC 2544). */
const [FIRST, SECONDS] = [198, [18, 19]];

const ATTEMPTS = 64;

/**
 * Draws a subnet that none of the given ones overlaps. Drawn rather than counted: two labs that look at the same moment
 * see the same free ones. Throws a UserError where everything is taken.
 */
export function freeSubnet(taken: readonly string[], draw: (below: number) => number = randomInt): Subnet {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const prefix = `${FIRST}.${SECONDS[draw(SECONDS.length)]}.${draw(256)}`;
    if (!taken.some((other) => overlap(`${prefix}.0/24`, other))) return subnetOf(prefix);
  }
  throw new UserError(
    `No subnet is free for the lab: the routes of this machine take all of ${FIRST}.18.0.0/15 (${taken.join(', ')}); remove the route that covers it.`,
  );
}

function subnetOf(prefix: string): Subnet {
  // a random global ID makes it nobody else's: RFC 4193
  const id = randomBytes(5).toString('hex');
  const prefix6 = `fd${id.slice(0, 2)}:${id.slice(2, 6)}:${id.slice(6, 10)}:`;
  return {
    v4: `${prefix}.0/24`,
    v6: `${prefix6}:/64`,
    host: (n) => ({ address: `${prefix}.${n}`, address6: `${prefix6}:${n.toString(16)}` }),
  };
}

/** Whether two IPv4 subnets have an address in common. */
export function overlap(one: string, other: string): boolean {
  return covers(one, other) || covers(other, one);
}

function covers(large: string, small: string): boolean {
  const [network = '', prefix] = large.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), 'ipv4');
  return list.check(small.split('/')[0] ?? '');
}

/** The IPv4 subnets that the network of this process has routes to, the default route left out. */
export function routedSubnets(table: string = readFileSync('/proc/net/route', 'utf8')): string[] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/))
    .map(([, destination = '', , , , , , mask = '']) => `${dotted(destination)}/${ones(mask)}`)
    .filter((subnet) => !subnet.endsWith('/0'));
}

/** The kernel writes addresses as hexadecimal numbers in the byte order of the machine, which is little-endian wherever Docker runs. */
export function dotted(hexadecimal: string): string {
  return Buffer.from(hexadecimal, 'hex').toReversed().join('.');
}

function ones(mask: string): number {
  return Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length;
}
