import type { EngineHostDeclaration, NetworkDeclaration } from '../declare.ts';
import { LAN, addressVariable } from './hosts.ts';
import { type NameOf, docker } from './plan.ts';
import { inScript, variable, word } from './script.ts';

/** The command that creates a network. */
export function networkLine(name: string, declaration: NetworkDeclaration, nameOf: NameOf): string {
  const { driver, across, at, internal, subnet6, options = {}, beside } = declaration;
  const words = [
    ['--driver', typeof driver === 'string' ? driver : inScript(nameOf(driver))],
    driver === 'overlay' ? ['--attachable'] : [],
    internal ? ['--internal'] : [],
    subnet6 ? ['--ipv6', '--subnet', subnet6] : [],
    // on the interface of the host that leads to the LAN host, with a range that nobody else uses
    beside ? ['--subnet', LAN.subnet, '--ip-range', LAN.range, '--opt', `parent=${LAN.interface}`] : [],
    Object.entries(options).flatMap(([key, value]) => ['--opt', `${key}=${value}`]),
    [inScript(name)],
  ].flat();
  return `${docker(across[0] ?? at, nameOf)} network create ${words.map(word).join(' ')}`;
}

/** The commands that make a swarm of those hosts that are in none yet. */
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

/** The variable that says that the script has put a host in a swarm. */
export function swarmVariable(name: string): string {
  return variable(name, 'entered');
}
