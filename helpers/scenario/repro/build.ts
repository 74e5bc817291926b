import { type Declaration, type Declarations, swarmMembers } from '../declare.ts';
import { connectLines, containerLine, listenerLine, usesLanIpv6, waitLines } from './containers.ts';
import {
  lanHostLines,
  needsBareHost,
  needsDnsServer,
  needsSeveralLanHosts,
  needsEngineHost,
  needsOfLanHost,
  needsOfPlugin,
  pluginLines,
} from './hosts.ts';
import { networkLine, swarmLines } from './networks.ts';
import { nginxLines } from './nginx.ts';
import { exportLines, projectLines } from './projects.ts';
import { serviceLine } from './services.ts';
import { type NameOf, type Plan, containerIn, hasEngines, isResolver, nameIn } from './plan.ts';

/** The lines that end a script if a host or a program is missing. */
export function needsOf({ declarations }: Plan): string[] {
  const [first, ...others] = Object.entries(declarations).filter(([, { kind }]) => kind === 'lan-host');
  if (first && others.length > 0 && !hasEngines(declarations)) return [needsSeveralLanHosts()];
  return Object.entries(declarations).flatMap(([name, declared]) => {
    if (declared.kind === 'engine-host') return [needsEngineHost(name)];
    if (declared.kind === 'network-plugin') return [needsOfPlugin(name)];
    if (containerIn(declared)?.dnsServer) return [needsDnsServer(name)];
    if (declared.kind !== 'lan-host') return [];
    return hasEngines(declarations) ? [needsBareHost(name)] : needsOfLanHost(name, isResolver(declared, declarations));
  });
}

/** The commands that build a scenario: hosts first, then the other declarations in their order. */
export function buildLines(plan: Plan): string[] {
  const named = Object.entries(plan.declarations);
  const nameOf = nameIn(plan.declarations);
  const linesOf = (wanted: (declaration: Declaration) => boolean): string[] =>
    named.flatMap(([name, declared]) => (wanted(declared) ? memberLines(name, declared, plan, nameOf) : []));
  return [
    ...(named.some(([, declared]) => runsNginx(declared, plan.declarations)) ? nginxLines(plan) : []),
    ...exportLines(plan),
    ...swarmLines(swarmMembers(plan.declarations), nameOf),
    ...linesOf(({ kind }) => kind === 'lan-host'),
    ...linesOf(({ kind }) => kind !== 'lan-host'),
    ...waitLines(plan, nameOf),
    // a container is connected to its other networks once it runs
    ...named.flatMap(([name, declared]) => connectLines(name, declared, nameOf)),
  ];
}

function memberLines(name: string, declared: Declaration, plan: Plan, nameOf: NameOf): string[] {
  switch (declared.kind) {
    case 'network':
      return declared.existing ? [] : [networkLine(name, declared, nameOf)];
    case 'network-attempt':
      return [`${networkLine(name, declared.network, nameOf)} || true # the engine may refuse it`];
    case 'engine-host':
      return [];
    case 'lan-host': {
      const isDns = isResolver(declared, plan.declarations);
      return hasEngines(plan.declarations)
        ? []
        : lanHostLines(name, plan, { isResolver: isDns, ipv6: usesLanIpv6(plan) });
    }
    case 'network-plugin':
      return pluginLines(name);
    case 'listener':
      return [listenerLine(name, declared.everywhere, plan)];
    case 'container':
      return [containerLine(name, declared, plan, nameOf)];
    case 'compose':
      return projectLines(name, plan);
    case 'attempt':
      return [`${containerLine(name, declared.container, plan, nameOf)} || true # the engine may refuse it`];
    case 'existing-container':
    case 'existing-service':
      return [];
    case 'service':
      return [serviceLine(name, declared, nameOf)];
  }
}

/** Whether the script starts an nginx for a declaration. */
function runsNginx(declared: Declaration, all: Declarations): boolean {
  if (['listener', 'service', 'compose'].includes(declared.kind)) return true;
  return declared.kind === 'lan-host' ? !hasEngines(all) : containerIn(declared)?.role === 'nginx';
}
