import { RUN_LABEL } from '../../engine/run.ts';
import type { Declaration, EngineHostDeclaration } from '../declare.ts';
import { swarmMembers } from '../declare.ts';
import { byHand, docker, hasEngines, isResolver } from './describe.ts';
import { KnownWords } from './placeholders.ts';
import { type Repro, inRun } from './script.ts';
import type { Member } from '../start.ts';
import type { Step } from '../steps.ts';

type Declarations = Readonly<Record<string, Declaration>>;

/** How what a behaviour asked in a running scenario is reproduced by hand. */
export function reproOf(
  declarations: Declarations,
  members: Readonly<Record<string, Member>>,
  steps: readonly Step[],
): Repro {
  const known = new KnownWords(members);
  const [run = '', ...build] = byHand(declarations);
  const needs = steps.flatMap((step) => ('needs' in step ? (step.needs ?? []) : []));
  const undo = steps.flatMap((step) => {
    if (!('undo' in step) || !step.undo) return [];
    return [typeof step.undo === 'string' ? step.undo : lineOf({ words: step.undo }, known)];
  });
  return {
    build: [run, ...new Set(needs), ...build],
    ask: steps.map((step) => lineOf(step, known)),
    observed: steps.map((step) =>
      'observed' in step ? inOrder((step.observed ?? []).map((line) => known.outcome(line))) : '',
    ),
    remove: [...new Set(undo), ...removal(declarations)],
    hosts: Object.entries(declarations).flatMap(([name, declared]) =>
      declared.kind === 'engine-host'
        ? [{ name, engine: declared.options }]
        : declared.kind === 'lan-host' && hasEngines(declarations)
          ? [{ name }]
          : [],
    ),
  };
}

/** Lines as they are compared: each once, in an order of their own. */
function inOrder(lines: readonly string[]): string {
  return [...new Set(lines)].toSorted().join(', ');
}

function lineOf(step: Step, known: KnownWords): string {
  if ('line' in step) return step.line;
  const [program = '', ...rest] = step.words;
  const asked = program === 'docker' ? known.docker(step.engine) : program;
  return [asked, ...rest.map((word) => known.word(word))].join(' ');
}

function removal(declarations: Declarations): string[] {
  const named = Object.entries(declarations);
  const nameOf = (wanted: unknown): string => named.find(([, declared]) => declared === wanted)?.[0] ?? '';
  const containers = new Set(
    named.flatMap(([, declared]) => {
      const at = hasEngines(declarations) && declared.kind === 'lan-host' ? 'nobody' : whoHas(declared);
      return at === 'nobody' ? [] : [docker(at, nameOf)];
    }),
  );
  const networks = named.flatMap(([name, declared]) =>
    declared.kind === 'network'
      ? [`${docker(declared.across[0] ?? declared.at, nameOf)} network rm "${inRun(name)}"`]
      : [],
  );
  const resolvers = named.flatMap(([name, declared]) =>
    isResolver(declared, declarations) ? [`kill "$${name}_pid"`] : [],
  );
  const plugins = named.flatMap(([name, { kind }]) =>
    kind === 'network-plugin' ? [`kill "$${name}_pid"; rm -f "$PLUGINS/${inRun(name)}.sock"`] : [],
  );
  // the manager leaves last: it is told by the others
  const leaving = swarmMembers(declarations).toReversed();
  const left = leaving.map((host) => {
    const name = nameOf(host);
    return `[ -z "\${${name}_entered:-}" ] || ${docker(host, nameOf)} swarm leave --force`;
  });
  const removed = [...containers].map(
    (by) => `${by} rm --force --volumes $(${by} ps --all --quiet --filter "label=${RUN_LABEL}=$RUN")`,
  );
  return [...resolvers, ...removed, ...networks, ...plugins, ...left];
}

/** The host whose engine has a container for a declaration; undefined is the run's own. */
function whoHas(declared: Declaration): EngineHostDeclaration | undefined | 'nobody' {
  switch (declared.kind) {
    case 'container':
      return declared.at;
    case 'attempt':
      return declared.container.at;
    // their servers are containers of the script
    case 'lan-host':
    case 'listener':
      return undefined;
    default:
      return 'nobody';
  }
}
