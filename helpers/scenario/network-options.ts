import type { NetworkCreateOptions } from 'dockerode';
import { currentRun } from '../engine/run.ts';
import { addressIn } from './addressing.ts';
import type { NetworkDeclaration } from './declare.ts';
import type { Link } from './hosts.ts';

/** The option of a bridge network that allows direct routing by interfaces of the host. */
export const TRUSTED_INTERFACES = 'com.docker.network.bridge.trusted_host_interfaces';

/** The links of the engine's host that a network names. */
export interface NamedLinks {
  /** That of the parent interface. */
  readonly parent?: Link | undefined;
  /** That of the trusted interface. */
  readonly trusted?: Link | undefined;
}

/** The options of a network except its name and driver; `subnet` is its IPv4 subnet. */
export function networkOptions(
  declared: NetworkDeclaration,
  { parent: link, trusted }: NamedLinks,
  subnet: string | undefined,
): Partial<NetworkCreateOptions> {
  const { driver, attachable = true, internal, subnet6, at, options, ipv4, chosenSubnet6 } = declared;
  const parent = link && { parent: link.nic.interface };
  const asDocumented = driver === 'bridge' && !at ? documentedOptions() : {};
  const trust = trusted && { [TRUSTED_INTERFACES]: trusted.nic.interface };
  const given = { ...asDocumented, ...options, ...parent, ...trust };
  const subnets = [
    ...(subnet === undefined ? [] : [addressesOf(declared, subnet)]),
    ...(subnet6 ? [{ Subnet: subnet6 }] : []),
    ...(link && subnet === undefined ? [rangeBesideHosts(link)] : []),
  ];
  return {
    ...(driver === 'overlay' ? { Attachable: attachable } : {}),
    ...(internal ? { Internal: true } : {}),
    ...(subnet6 || chosenSubnet6 ? { EnableIPv6: true } : {}),
    ...(ipv4 === false ? { EnableIPv4: false } : {}),
    ...(subnets.length > 0 ? { IPAM: { Driver: 'default', Config: subnets } } : {}),
    ...(Object.keys(given).length > 0 ? { Options: given } : {}),
  };
}

/** The addresses of a network in a given subnet, as the API names them. */
function addressesOf({ gateway, ipRange, auxAddress }: NetworkDeclaration, subnet: string): IpamConfig {
  return {
    Subnet: subnet,
    ...(gateway === undefined ? {} : { Gateway: addressIn(subnet, gateway) }),
    ...(ipRange === undefined ? {} : { IPRange: subnet.replace(/\.\d+\/\d+$/, ipRange) }),
    ...(auxAddress === undefined ? {} : { AuxiliaryAddresses: { reserved: addressIn(subnet, auxAddress) } }),
  };
}

interface IpamConfig {
  readonly Subnet: string;
  readonly Gateway?: string;
  readonly IPRange?: string;
  readonly AuxiliaryAddresses?: Readonly<Record<string, string>>;
}

const OPTION = 'com.docker.network.bridge.';

/** The documented defaults of a bridge network: https://docs.docker.com/engine/network/drivers/bridge/#options */
const documented: Readonly<Record<string, string>> = {
  [`${OPTION}enable_icc`]: 'true',
  [`${OPTION}enable_ip_masquerade`]: 'true',
  [`${OPTION}gateway_mode_ipv4`]: 'nat',
  [`${OPTION}gateway_mode_ipv6`]: 'nat',
  'com.docker.network.container_iface_prefix': 'eth',
  // a network that is created with `--ipv6` has it all the same
  'com.docker.network.enable_ipv6': 'false',
};

/** The documented defaults, where the user configured others. */
export function documentedOptions(): Record<string, string> {
  const { networkDefaults = {} } = currentRun().engine.settings;
  const changed = Object.keys(documented).filter((key) => key in networkDefaults);
  return Object.fromEntries(changed.map((key) => [key, documented[key] ?? '']));
}

/** The upper half of a link's subnet, because its hosts have addresses in the lower half. */
function rangeBesideHosts({ subnet }: Pick<Link, 'subnet'>): { Subnet: string; IPRange: string } {
  return { Subnet: subnet, IPRange: subnet.replace(/\.\d+\/24$/, '.128/25') };
}
