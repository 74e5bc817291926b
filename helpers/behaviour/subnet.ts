import { BlockList, isIP, isIPv6 } from 'node:net';
import type { NetworkInspectInfo } from 'dockerode';
import type { RunningNetwork } from '../scenario/running.ts';
import { reported } from './fact.ts';

export { overlap } from '../engine/lab/subnet.ts';

/** The first subnet of a network in inspect. Throws PromiseBroken where inspect shows none. */
export function subnetOf({ IPAM }: NetworkInspectInfo): string {
  return reported('the subnet of the network in inspect', IPAM?.Config?.[0]?.Subnet);
}

/** The gateway of that subnet in inspect. Throws PromiseBroken where inspect shows none. */
export function gatewayOf({ IPAM }: NetworkInspectInfo): string {
  return reported('the gateway of the network in inspect', IPAM?.Config?.[0]?.Gateway);
}

/**
 * The gateway of a network that the suite gave this IPv6 subnet, `fd00:1::/64`: its first address, which not every
 * inspect shows.
 */
export function firstAddressOf({ name, subnet6 }: Pick<RunningNetwork, 'name' | 'subnet6'>): string {
  if (subnet6 === undefined) throw new Error(`${name} has no IPv6 subnet in its declaration`);
  return subnet6.replace(/\/\d+$/, '1');
}

/** Whether an IP address is in a subnet, `172.18.0.3` in `172.18.0.0/16`. Throws for an invalid address. */
export function inSubnet(address: string, subnet: string): boolean {
  if (isIP(address) === 0) throw new Error(`"${address}" is not an IP address`);
  const [network = '', prefix] = subnet.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), isIPv6(network) ? 'ipv6' : 'ipv4');
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** The last host address in the IPv4 subnet of an address: an engine assigns it last. */
export function lastHostAddress(address: string, prefixLength: number): string {
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefixLength);
  const last = Math.floor(number / size) * size + size - 2;
  return [24, 16, 8, 0].map((shift) => Math.floor(last / 2 ** shift) % 256).join('.');
}

/** Whether an engine's refusal of a network says that its subnet is in use: "no non-overlapping pool" says another thing. */
export function namesOverlap(message: string): boolean {
  return /(?<!non-)overlap|already used/i.test(message);
}
