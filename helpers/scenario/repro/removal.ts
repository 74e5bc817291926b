import { type Declaration, type Declarations, type EngineHostDeclaration, swarmMembers } from '../declare.ts';
import { processVariable } from './hosts.ts';
import { swarmVariable } from './networks.ts';
import { containerIn, docker, hasEngines, isResolver, nameIn, networkIn } from './plan.ts';
import { projectRemoval } from './projects.ts';
import { scriptName, scriptVariable } from './script.ts';
import { serviceRemoval } from './services.ts';

/** The commands that remove what a script has built; missing parts do not stop them. */
export function removalLines(declarations: Declarations): string[] {
  const named = Object.entries(declarations);
  const nameOf = nameIn(declarations);
  const containers = Map.groupBy(
    named.filter(([, declared]) => isContainer(declared, declarations)),
    ([, declared]) => containerIn(declared)?.at,
  );
  const networks = named.flatMap(([name, declared]) => {
    const network = networkIn(declared);
    return network && !network.existing
      ? [`${docker(network.across[0] ?? network.at, nameOf)} network rm ${scriptName(name)}`]
      : [];
  });
  const servers = named.flatMap(([name, declared]) =>
    isResolver(declared, declarations) ? [`kill "$${scriptVariable(name, 'dns')}"`] : [],
  );
  const services = named.flatMap(([name, declared]) =>
    declared.kind === 'service' ? serviceRemoval(name, declared, nameOf) : [],
  );
  const plugins = named.flatMap(([name, { kind }]) =>
    kind === 'network-plugin' ? [`kill "$${processVariable(name)}"; rm -f "$plugins/${scriptName(name)}.sock"`] : [],
  );
  // the manager leaves last: workers leave through it
  const left = swarmMembers(declarations)
    .toReversed()
    .map((host: EngineHostDeclaration) => {
      return `[ -z "$${swarmVariable(nameOf(host))}" ] || ${docker(host, nameOf)} swarm leave --force`;
    });
  const removed = [...containers].map(
    ([at, members]) => `${docker(at, nameOf)} rm -fv ${members.map(([name]) => scriptName(name)).join(' ')}`,
  );
  const projects = named.flatMap(([name, { kind }]) => (kind === 'compose' ? [projectRemoval(name)] : []));
  return [...servers, ...projects, ...services, ...removed, ...networks, ...plugins, ...left];
}

/** Whether a script runs a container for a declaration; beside engine hosts, a LAN host is a host of the user. */
function isContainer(declared: Declaration, all: Declarations): boolean {
  if (declared.kind === 'lan-host') return !hasEngines(all);
  return declared.kind === 'listener' || containerIn(declared) !== undefined;
}
