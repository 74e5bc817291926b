import { randomInt } from 'node:crypto';
import { claimSubnet } from '../engine/lab/claim-subnet.ts';
import { freeSubnet, routesHere } from '../engine/lab/subnet.ts';
import type { FullAddress, HostPart } from './declare/host-part.ts';
import type { NetworkDeclaration } from './declare/network.ts';

/** The prefix length of a subnet that is to be drawn; undefined where it is not. */
export function drawnPrefix({ subnet }: Pick<NetworkDeclaration, 'subnet'>): number | undefined {
  if (subnet === 'drawn') return 24;
  const [, prefix] = typeof subnet === 'string' ? (subnet.match(/^drawn\/(\d+)$/) ?? []) : [];
  return prefix === undefined ? undefined : Number(prefix);
}

/** An IPv4 subnet of this prefix length, from 24 on, that no route of this machine and no other scenario has. */
export function drawSubnet(prefix: number): string {
  return freeSubnet(routesHere(), randomInt, claimSubnet).v4.replace(/\/24$/, `/${prefix}`);
}

/** The IPv4 subnet of this prefix length that has the first address of a subnet. */
export function resized(subnet: string, prefix: number): string {
  const [address = ''] = subnet.split('/');
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(number / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`;
}

/** An address of a drawn subnet; one in full is itself. */
export function addressIn(subnet: string, part: HostPart | FullAddress): string {
  return isHostPart(part) ? subnet.replace(/\.\d+\/\d+$/, part) : part;
}

export function isHostPart(address: HostPart | FullAddress): address is HostPart {
  return address.startsWith('.');
}

/** An address of a network's IPv6 subnet. */
export function address6In({ subnet6 = '' }: Pick<NetworkDeclaration, 'subnet6'>, part: `::${string}`): string {
  return subnet6.replace(/::\/\d+$/, part);
}
