import { addressIn, drawnPrefix, resized } from '../addressing.ts';
import type { EngineHostDeclaration, NetworkDeclaration } from '../declare.ts';
import { TRUSTED_INTERFACES } from '../network-options.ts';
import { LAN, addressVariable } from './hosts.ts';
import { type NameOf, docker } from './plan.ts';
import { scriptName, scriptVariable, shellWord } from './script.ts';

/** In the place of drawn subnets. */
export const DRAWN_IN_SCRIPT = '10.249.';

/** The command that creates a network. */
export function networkLine(name: string, declaration: NetworkDeclaration, nameOf: NameOf): string {
  const {
    driver,
    across,
    at,
    attachable = true,
    internal,
    subnet6,
    chosenSubnet6,
    ipv4,
    options = {},
    beside,
    trusting,
  } = declaration;
  const words = [
    ['--driver', typeof driver === 'string' ? driver : scriptName(nameOf(driver))],
    driver === 'overlay' && attachable ? ['--attachable'] : [],
    internal ? ['--internal'] : [],
    addressWords(declaration, subnetInScript(declaration, nameOf)),
    ipv4 === false ? ['--ipv4=false'] : [],
    subnet6 ? ['--ipv6', '--subnet', subnet6] : [],
    chosenSubnet6 ? ['--ipv6'] : [],
    // on the host's interface to the LAN host, with an address range that is otherwise unused
    beside && declaration.subnet === undefined ? ['--ip-range', LAN.range] : [],
    beside ? ['--opt', `parent=${LAN.interface}`] : [],
    trusting ? ['--opt', `${TRUSTED_INTERFACES}=${LAN.interface}`] : [],
    Object.entries(options).flatMap(([key, value]) => ['--opt', `${key}=${value}`]),
    [scriptName(name)],
  ].flat();
  return `${docker(across[0] ?? at, nameOf)} network create ${words.map(shellWord).join(' ')}`;
}

/** The IPv4 subnet of a network in a script: in the place of a drawn one, one that depends on the network's name alone. */
export function subnetInScript(declaration: NetworkDeclaration, nameOf: NameOf): string | undefined {
  const { subnet, beside } = declaration;
  const prefix = drawnPrefix(declaration);
  if (prefix !== undefined) return `${drawnInScript(nameOf(declaration))}.0/${prefix}`;
  if (beside && subnet === undefined) return LAN.subnet;
  if (typeof subnet !== 'object') return subnet;
  if ('kind' in subnet) return subnetInScript(subnet, nameOf);
  const other = subnetInScript(subnet.of, nameOf);
  return other && resized(other, subnet.prefix);
}

/** The first numbers of the addresses of a network with a drawn subnet, by the name of the network. */
export function drawnInScript(name: string): string {
  return `${DRAWN_IN_SCRIPT}${numberOf(name)}`;
}

/** A number from 0 to 255 for a name: the names of one scenario are few. */
function numberOf(name: string): number {
  return Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 256, 7);
}

function addressWords({ gateway, ipRange, auxAddress }: NetworkDeclaration, subnet: string | undefined): string[] {
  if (subnet === undefined) return [];
  return [
    '--subnet',
    subnet,
    ...(gateway === undefined ? [] : ['--gateway', addressIn(subnet, gateway)]),
    ...(ipRange === undefined ? [] : ['--ip-range', subnet.replace(/\.\d+\/\d+$/, ipRange)]),
    ...(auxAddress === undefined ? [] : ['--aux-address', `reserved=${addressIn(subnet, auxAddress)}`]),
  ];
}

/** The commands that form a swarm of the hosts, as far as they are in none. */
export function swarmLines([manager, ...workers]: readonly EngineHostDeclaration[], nameOf: NameOf): string[] {
  if (!manager) return [];
  const first = docker(manager, nameOf);
  const join = `join --token "$(${first} swarm join-token --quiet worker)" "$${addressVariable(nameOf(manager))}:2377"`;
  const enter = (host: EngineHostDeclaration, how: string): string => {
    const state = `"$(${docker(host, nameOf)} info --format '{{.Swarm.LocalNodeState}}')"`;
    const own = `--advertise-addr "$${addressVariable(nameOf(host))}"`;
    return `[ ${state} = active ] || { ${docker(host, nameOf)} swarm ${how} ${own} && ${swarmVariable(nameOf(host))}=1; }`;
  };
  return [enter(manager, 'init'), ...workers.map((worker) => enter(worker, join))];
}

/** The variable that is set once the script has added a host to a swarm. */
export function swarmVariable(name: string): string {
  return scriptVariable(name, 'entered');
}
