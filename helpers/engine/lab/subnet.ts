import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BlockList, isIPv6 } from 'node:net';
import { UserError } from '../user-error.ts';

/** The subnets of a lab's switch: an IPv4 /24 and an IPv6 /64. */
export interface Subnet {
  /** `10.128.7.0/24` */
  readonly v4: string;
  /** `fd12:3456:789a::/64` */
  readonly v6: string;
  /** The addresses of its nth host. */
  host(n: number): { readonly address: string; readonly address6: string };
}

/** A range of subnets: the first number, the lowest second number, and how many of these. */
interface Pool {
  readonly first: number;
  readonly second: number;
  readonly seconds: number;
}

/**
 * Private networks (RFC 1918), because the rules of users, as those of ufw-docker, let no other hosts reach containers: the
 * half that a swarm and Podman take last. Where they are routed, the networks for benchmarks (RFC 2544) and those of
 * carrier-grade NAT (RFC 6598).
 */
const pools: readonly Pool[] = [
  { first: 10, second: 128, seconds: 128 },
  { first: 198, second: 18, seconds: 2 },
  { first: 100, second: 64, seconds: 64 },
];

const ATTEMPTS_EACH = 64;

/** How many routes an error names. */
const NAMED = 8;

/**
 * A random subnet that overlaps none of the given ones and that `claim` grants: two labs may choose at the same moment.
 * Throws a UserError where none is free.
 */
export function freeSubnet(
  taken: readonly string[],
  draw: (below: number) => number = randomInt,
  claim: (v4: string) => boolean = () => true,
): Subnet {
  for (const { first, second, seconds } of pools) {
    for (let attempt = 0; attempt < ATTEMPTS_EACH; attempt++) {
      const prefix = `${first}.${second + draw(seconds)}.${draw(256)}`;
      const v4 = `${prefix}.0/24`;
      if (!taken.some((other) => overlap(v4, other)) && claim(v4)) return subnetOf(prefix);
    }
  }
  throw new UserError(
    `No subnet is free for the lab: the routes of this machine (${taken.slice(0, NAMED).join(', ')}${taken.length > NAMED ? ', …' : ''}) take all of 10.128.0.0/9, 198.18.0.0/15 and 100.64.0.0/10; remove one that covers more than it needs.`,
  );
}

function subnetOf(prefix: string): Subnet {
  // a random global ID: RFC 4193
  const id = randomBytes(5).toString('hex');
  // without leading zeros, as it is printed elsewhere
  const group = (from: number): string => Number.parseInt(id.slice(from, from + 4), 16).toString(16);
  const prefix6 = `fd${id.slice(0, 2)}:${group(2)}:${group(6)}:`;
  return {
    v4: `${prefix}.0/24`,
    v6: `${prefix6}:/64`,
    host: (n) => ({ address: `${prefix}.${n}`, address6: `${prefix6}:${n.toString(16)}` }),
  };
}

/** Whether two subnets have an address in common. */
export function overlap(one: string, other: string): boolean {
  return covers(one, other) || covers(other, one);
}

function covers(large: string, small: string): boolean {
  const [network = '', prefix] = large.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), familyOf(network));
  const [address = ''] = small.split('/');
  return list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

/** The IPv4 subnets of this process's routes, without the default route, which a VPN may split in two halves. */
export function routedSubnets(table: string = readFileSync('/proc/net/route', 'utf8')): string[] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/))
    .map(([, destination = '', , , , , , mask = '']) => `${dotted(destination)}/${prefixLengthOf(mask)}`)
    .filter((subnet) => !/\/[01]$/.test(subnet));
}

/** The same; none where this machine has no such table, because it is not Linux and the engine runs on another host. */
export function routesHere(): string[] {
  return process.platform === 'linux' ? routedSubnets() : [];
}

/**
 * The kernel prints addresses as hexadecimal numbers in the machine's byte order, which is little-endian wherever Docker
 * runs.
 */
export function dotted(hexadecimal: string): string {
  return Buffer.from(hexadecimal, 'hex').toReversed().join('.');
}

/** The length of the prefix that such a mask stands for: `0000FFFF` is 16. */
export function prefixLengthOf(mask: string): number {
  return Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length;
}
