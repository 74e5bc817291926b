import type { NetworkCreateOptions } from 'dockerode';
import { currentRun } from '../engine/run.ts';
import type { NetworkDeclaration } from './declare.ts';
import type { Link } from './hosts.ts';

/** The options of a network except its name and driver; `link` is the one of a macvlan network. */
export function networkOptions(
  { driver, internal, subnet6, at, options }: NetworkDeclaration,
  link: Link | undefined,
): Partial<NetworkCreateOptions> {
  const parent = link && { parent: link.nic.interface };
  const asDocumented = driver === 'bridge' && !at ? documentedOptions() : {};
  const given = { ...asDocumented, ...options, ...parent };
  const subnets = [...(subnet6 ? [{ Subnet: subnet6 }] : []), ...(link ? [rangeBesideHosts(link)] : [])];
  return {
    ...(driver === 'overlay' ? { Attachable: true } : {}),
    ...(internal ? { Internal: true } : {}),
    ...(subnet6 ? { EnableIPv6: true } : {}),
    ...(subnets.length > 0 ? { IPAM: { Driver: 'default', Config: subnets } } : {}),
    ...(Object.keys(given).length > 0 ? { Options: given } : {}),
  };
}

const OPTION = 'com.docker.network.bridge.';

/** The documented defaults of a bridge network: https://docs.docker.com/engine/network/drivers/bridge/#options */
const documented: Readonly<Record<string, string>> = {
  [`${OPTION}enable_icc`]: 'true',
  [`${OPTION}enable_ip_masquerade`]: 'true',
  [`${OPTION}gateway_mode_ipv4`]: 'nat',
  [`${OPTION}gateway_mode_ipv6`]: 'nat',
};

/** The documented defaults, where the user configured others. */
function documentedOptions(): Record<string, string> {
  const { networkDefaults = {} } = currentRun().engine.settings;
  const changed = Object.keys(documented).filter((key) => key in networkDefaults);
  return Object.fromEntries(changed.map((key) => [key, documented[key] ?? '']));
}

/** The upper half of a link's subnet, because its hosts have addresses in the lower half. */
function rangeBesideHosts({ subnet }: Pick<Link, 'subnet'>): { Subnet: string; IPRange: string } {
  return { Subnet: subnet, IPRange: subnet.replace(/\.\d+\/24$/, '.128/25') };
}
