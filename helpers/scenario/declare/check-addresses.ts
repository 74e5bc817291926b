import { drawnPrefix, isHostPart } from '../addressing.ts';
import type { ContainerDeclaration } from './container.ts';
import type { EndpointOptions } from './endpoint.ts';
import type { HostPart } from './host-part.ts';
import type { NetworkDeclaration } from './network.ts';
import { refusal } from './refusal.ts';

/** Linux: IFNAMSIZ, without the final zero. */
const LONGEST_INTERFACE_NAME = 15;

/**
 * The shortest and the longest prefix of a drawn subnet: it is a part of a /24, with an address for a gateway and a
 * container.
 */
const [SHORTEST_PREFIX, LONGEST_PREFIX] = [24, 30];

/** Throws a UserError for a network with contradictory addresses. */
export function checkAddressing(name: string, network: NetworkDeclaration): void {
  const { gateway, ipRange, auxAddress, ipv4, subnet6, chosenSubnet6 } = network;
  const prefix = drawnPrefix(network);
  if (prefix !== undefined && (prefix < SHORTEST_PREFIX || prefix > LONGEST_PREFIX))
    throw refusal(
      `has a network "${name}" with a drawn subnet of /${prefix}: name one from /${SHORTEST_PREFIX} to /${LONGEST_PREFIX}`,
    );
  const parts = { gateway, auxAddress, ipRange: ipRange?.replace(/\/.*/, '') as HostPart | undefined };
  for (const [option, part] of Object.entries(parts)) if (part !== undefined) checkPart(name, option, part, network);
  if (ipv4 === false && !subnet6 && !chosenSubnet6)
    throw refusal(`has a network "${name}" without IPv4 and without IPv6: give it one of them`);
  if (subnet6 && chosenSubnet6)
    throw refusal(
      `has a network "${name}" with an IPv6 subnet, and without one for the engine to choose: name one of them`,
    );
}

/** Throws a UserError for a container with options of a network that the network cannot have. */
export function checkEndpoints(name: string, container: ContainerDeclaration): void {
  const { on, alsoOn = [] } = container;
  checkEndpoint(name, on.kind === 'network' ? on : undefined, container);
  for (const attachment of alsoOn) checkEndpoint(name, attachment.on, attachment);
}

function checkEndpoint(name: string, network: NetworkDeclaration | undefined, options: EndpointOptions): void {
  const { ip, ip6, mac, interfaceName } = options;
  if (ip !== undefined && isHostPart(ip)) checkPart(name, 'ip', ip, network);
  if (ip6 !== undefined && network?.subnet6 === undefined)
    throw refusal(`gives "${name}" the address ${ip6} on a network without an IPv6 subnet: give the network ipv6`);
  if (mac !== undefined && !/^([\da-f]{2}:){5}[\da-f]{2}$/i.test(mac))
    throw refusal(`gives "${name}" the MAC address ${mac}: write six bytes, as in 02:00:00:00:00:01`);
  if (interfaceName !== undefined && (interfaceName.length > LONGEST_INTERFACE_NAME || /[\s/]/.test(interfaceName)))
    throw refusal(
      `gives "${name}" an interface with the name "${interfaceName}": name one of at most ${LONGEST_INTERFACE_NAME} characters, without spaces and slashes`,
    );
}

/** The prefix of the subnet of a link. */
const LINK_PREFIX = 24;

/** Whether a network has its addresses on the link of its parent interface. */
function isOnLink({ beside, subnet }: NetworkDeclaration): boolean {
  return beside !== undefined && subnet === undefined;
}

/** The last number of an address must be one of the drawn subnet, or of the link. */
function checkPart(name: string, option: string, part: HostPart, network: NetworkDeclaration | undefined): void {
  const prefix = network && (isOnLink(network) ? LINK_PREFIX : drawnPrefix(network));
  if (prefix === undefined)
    throw refusal(`gives "${name}" the ${option} ${part} without a drawn subnet: give its network the subnet 'drawn'`);
  const size = 2 ** (32 - prefix);
  const last = Number(part.slice(1));
  if (!Number.isInteger(last) || last < 0 || last >= size)
    throw refusal(
      `gives "${name}" the ${option} ${part}, which a drawn /${prefix} does not have: name one below .${size}`,
    );
}
