import { type Declaration, type Declarations, partsOf } from '../declare.ts';
import { type ServerPorts, printHostPorts, takenPort } from '../ports.ts';
import { RunningProject } from '../running/project.ts';
import type { ManualCommand, Step } from '../steps.ts';
import { buildLines, needsOf } from './build.ts';
import { type Members, fixedPorts, isRefused, runningIn } from './replacements.ts';
import { Placeholders } from './placeholders.ts';
import { type Plan, containerIn, hasEngines } from './plan.ts';
import { removalLines } from './removal.ts';
import { type Repro, type ReproStep, plainName } from './script.ts';
import { WrittenSteps, lineOf } from './written-steps.ts';

/** The commands that reproduce a behaviour manually, with only the members that its steps touch. */
export function reproOf(all: Declarations, members: Members, steps: readonly Step[]): Repro {
  const declarations = touchedOf(all, members, steps);
  const placeholders = new Placeholders(all, members, new Set(Object.keys(declarations)));
  const written = new WrittenSteps(declarations, members, placeholders).of(steps);
  const plan = planOf(declarations, members, written);
  const commands = steps.filter((step): step is ManualCommand => !('statement' in step));
  return {
    needs: [...new Set([...needsOf(plan), ...commands.flatMap(({ needs = [] }) => needs)])],
    build: buildLines(plan),
    steps: written,
    remove: [
      ...new Set(commands.flatMap((step) => undoOf(step, members, placeholders))),
      ...removalLines(declarations),
    ],
    ...lanHostIn(declarations),
    hosts: hostsOf(declarations),
  };
}

/** The declarations that the steps touch, and those that these depend on, in their order. */
function touchedOf(all: Declarations, members: Members, steps: readonly Step[]): Declarations {
  const placeholders = new Placeholders(all, members);
  new WrittenSteps(all, members, placeholders).of(steps);
  const wanted = new Set<Declaration>();
  const want = (declared: Declaration | undefined): void => {
    if (!declared || wanted.has(declared)) return;
    wanted.add(declared);
    for (const part of partsOf(containerIn(declared) ?? declared)) want(part);
  };
  for (const name of placeholders.touched) want(all[name]);
  return Object.fromEntries(Object.entries(all).filter(([, declared]) => wanted.has(declared)));
}

function planOf(declarations: Declarations, members: Members, steps: readonly ReproStep[]): Plan {
  const named = Object.keys(declarations).map((name) => [name, members[name]] as const);
  return {
    declarations,
    ports: new Map(named.flatMap(([name, member]) => portsOf(name, member && fixedPorts(member)))),
    hostPorts: new Map(named.flatMap(([name]) => hostPortsOf(name, declarations, members))),
    composeFiles: new Map(
      named.flatMap(([name, member]) =>
        member instanceof RunningProject && member.fileAtStart !== undefined ? [[name, member.fileAtStart]] : [],
      ),
    ),
    requests: steps.flatMap(({ lines }) => lines).join('\n'),
    refused: new Set(named.flatMap(([name, member]) => (isRefused(member) ? [name] : []))),
  };
}

const portsOf = (name: string, ports: ServerPorts | undefined): [string, ServerPorts][] =>
  ports === undefined ? [] : [[name, ports]];

/** The host ports that a container requested; of one that was refused, those of another with the same declaration. */
function hostPortsOf(name: string, declarations: Declarations, members: Members): [string, string][] {
  const container = containerIn(declarations[name]);
  const { publishAt, invalidHostPort } = container ?? {};
  if (invalidHostPort !== undefined) return [[name, invalidHostPort]];
  if (!container || publishAt === undefined) return [];
  const inUse = Object.entries(declarations).find(([, declared]) => declared === publishAt)?.[0];
  const listener = inUse === undefined ? undefined : members[inUse];
  if (listener && 'kind' in listener && listener.kind === 'listener')
    return [[name, String(takenPort(listener, container))]];
  const others = typeof publishAt === 'object' ? Object.keys(declarations) : [];
  const ports = [name, ...others]
    .filter((other) => containerIn(declarations[other])?.publishAt === publishAt)
    .map((other) => runningIn(members[other])?.hostPorts)
    .find((found) => found !== undefined);
  return ports ? [[name, printHostPorts(ports)]] : [];
}

function lanHostIn(declarations: Declarations): Pick<Repro, 'lanHost'> {
  const found = Object.entries(declarations).find(([, { kind }]) => kind === 'lan-host');
  return found && !hasEngines(declarations) ? { lanHost: plainName(found[0]) } : {};
}

function hostsOf(declarations: Declarations): Repro['hosts'] {
  return Object.entries(declarations).flatMap(([name, declared]) => {
    if (declared.kind === 'engine-host') return [{ name, engine: declared.options }];
    return declared.kind === 'lan-host' && hasEngines(declarations) ? [{ name }] : [];
  });
}

function undoOf(step: ManualCommand, members: Members, placeholders: Placeholders): string[] {
  if (step.undo === undefined) return [];
  return [typeof step.undo === 'string' ? step.undo : lineOf({ words: step.undo }, members, placeholders)];
}
