import type {
  ContainerDeclaration,
  Declaration,
  Declarations,
  EngineHostDeclaration,
  NetworkDeclaration,
} from '../declare.ts';
import type { ServerPorts } from '../ports.ts';
import { hostVariable } from './script.ts';

/** The part of a scenario that a script builds, and how. */
export interface Plan {
  readonly declarations: Declarations;
  /** The ports that a server on the host's own network answers on, by the name of its member. */
  readonly ports: ReadonlyMap<string, ServerPorts>;
  /** The host ports that were requested in the run, `8000` or `8000-8002`, by the name of their member. */
  readonly hostPorts: ReadonlyMap<string, string>;
  /** The Compose file of each project that the scenario brought up, by the name of its member. */
  readonly composeFiles: ReadonlyMap<string, string>;
  /** Containers that the engine refused in the run. */
  readonly refused: ReadonlySet<string>;
  /** The lines of the steps: parts that they do not mention can be left out. */
  readonly requests: string;
}

/** The name of a declaration in its scenario. */
export type NameOf = (declaration: unknown) => string;

/** Returns the function that names the declarations of a scenario. */
export function nameIn(declarations: Declarations): NameOf {
  const names = new Map<unknown, string>(Object.entries(declarations).map(([name, declared]) => [declared, name]));
  return (declaration) => names.get(declaration) ?? '';
}

/** Whether a scenario has engine hosts: then its LAN hosts are on their link. */
export function hasEngines(all: Declarations): boolean {
  return Object.values(all).some(({ kind }) => kind === 'engine-host');
}

/** Whether a LAN host is the DNS server of containers. */
export function isResolver(lanHost: Declaration, all: Declarations): boolean {
  if (lanHost.kind !== 'lan-host') return false;
  return Object.values(all).some((declared) => containerIn(declared)?.dns?.some((server) => server === lanHost));
}

/** The docker CLI of a host's engine; without a host, the one that the script runs with. */
export function docker(at: EngineHostDeclaration | undefined, nameOf: NameOf): string {
  return at ? `docker --host "$${hostVariable(nameOf(at))}"` : 'docker';
}

/** The network of a declaration, whether or not the engine may refuse it. */
export function networkIn(declared: Declaration | undefined): NetworkDeclaration | undefined {
  if (declared?.kind === 'network-attempt') return declared.network;
  return declared?.kind === 'network' ? declared : undefined;
}

/** The container of a declaration, whether or not the engine may refuse it. */
export function containerIn(declared: Declaration | undefined): ContainerDeclaration | undefined {
  if (declared?.kind === 'attempt') return declared.container;
  return declared?.kind === 'container' ? declared : undefined;
}
