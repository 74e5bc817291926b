import { randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { inSubnet } from '../behaviour/subnet.ts';
import { overlap } from '../engine/lab/subnet.ts';
import type { ResolvedFile, ResolvedNetwork, ResolvedService } from './own-project.ts';

/** A subnet that a network of a Compose file fixes, and the network of the engine that has it. */
export interface TakenSubnet {
  /** The network's key in the file. */
  readonly network: string;
  readonly subnet: string;
  readonly holder: string;
}

/** A subnet of a network of the engine. */
interface UsedSubnet {
  readonly name: string;
  readonly subnet: string;
}

/** The drivers whose subnets are those of a link of the host. */
const OF_THE_LINK: ReadonlySet<string> = new Set(['macvlan', 'ipvlan']);

/** The subnets that a file fixes and other networks have: an engine gives none to two of its networks. */
export function takenSubnets({ networks = {} }: ResolvedFile, used: readonly UsedSubnet[]): TakenSubnet[] {
  return Object.entries(networks).flatMap(([network, object]) => {
    if (!object || object.external || OF_THE_LINK.has(object.driver ?? '')) return [];
    return (object.ipam?.config ?? []).flatMap(({ subnet }) => {
      const holder = subnet === undefined ? undefined : used.find((one) => overlap(one.subnet, subnet));
      return subnet !== undefined && holder ? [{ network, subnet, holder: holder.name }] : [];
    });
  });
}

/** The same file without those subnets, and without the addresses in them that services have: the engine chooses others. */
export function withoutSubnets(file: ResolvedFile, taken: readonly TakenSubnet[]): ResolvedFile {
  if (taken.length === 0) return file;
  const of = (network: string): TakenSubnet[] => taken.filter((one) => one.network === network);
  const networks = Object.entries(file.networks ?? {}).map(
    ([key, network]) => [key, network && withoutThem(network, of(key))] as const,
  );
  const services = Object.entries(file.services ?? {}).map(
    ([name, service]) => [name, withoutAddresses(service, of)] as const,
  );
  return { ...file, networks: Object.fromEntries(networks), services: Object.fromEntries(services) };
}

function withoutThem(network: ResolvedNetwork, taken: readonly TakenSubnet[]): ResolvedNetwork {
  if (taken.length === 0) return network;
  const { config = [], ...ipam } = network.ipam ?? {};
  const kept = config.filter(({ subnet }) => !taken.some((one) => one.subnet === subnet));
  // engines before 27 choose no IPv6 subnet
  const drawn = taken.some(({ subnet }) => isIPv6(subnet.split('/')[0] ?? '')) ? [{ subnet: drawnSubnet6() }] : [];
  return { ...network, ipam: { ...ipam, config: [...kept, ...drawn] } };
}

/** A random unique local subnet: RFC 4193. */
function drawnSubnet6(): string {
  const [first = '', second = '', third = ''] = randomBytes(6).toString('hex').match(/.{4}/g) ?? [];
  return `fd${first.slice(2)}:${second}:${third}::/64`;
}

function withoutAddresses(service: ResolvedService, of: (network: string) => TakenSubnet[]): ResolvedService {
  if (!service.networks) return service;
  const networks = Object.entries(service.networks).map(([key, endpoint]) => {
    const isTaken = (address: unknown): boolean =>
      typeof address === 'string' && of(key).some(({ subnet }) => inSubnet(address, subnet));
    const kept = Object.entries(endpoint ?? {}).filter(
      ([name, value]) => !((name === 'ipv4_address' || name === 'ipv6_address') && isTaken(value)),
    );
    return [key, endpoint && Object.fromEntries(kept)] as const;
  });
  return { ...service, networks: Object.fromEntries(networks) };
}
