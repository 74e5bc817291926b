import type { NetworkCreateOptions } from 'dockerode';
import type { NetworkDeclaration } from './declare.ts';
import type { Link } from './hosts.ts';

/** What a network is created with beyond its name and driver; `link` is where a macvlan puts its containers. */
export function networkOptions(
  { driver, internal, subnet6, options }: NetworkDeclaration,
  link: Link | undefined,
): Partial<NetworkCreateOptions> {
  const parent = link && { parent: link.card.interface };
  const subnets = [...(subnet6 ? [{ Subnet: subnet6 }] : []), ...(link ? [besideHosts(link)] : [])];
  return {
    ...(driver === 'overlay' ? { Attachable: true } : {}),
    ...(internal ? { Internal: true } : {}),
    ...(subnet6 ? { EnableIPv6: true } : {}),
    ...(subnets.length > 0 ? { IPAM: { Driver: 'default', Config: subnets } } : {}),
    ...(options || parent ? { Options: { ...options, ...parent } } : {}),
  };
}

/** The upper half of a link's subnet: its hosts have their addresses in the lower one. */
export function besideHosts({ subnet }: Pick<Link, 'subnet'>): { Subnet: string; IPRange: string } {
  return { Subnet: subnet, IPRange: subnet.replace(/\.\d+\/24$/, '.128/25') };
}
