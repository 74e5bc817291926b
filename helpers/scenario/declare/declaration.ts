import type { AttemptDeclaration, ContainerDeclaration } from './container.ts';
import type { EngineHostDeclaration, LanHostDeclaration, ListenerDeclaration } from './hosts.ts';
import type { NetworkDeclaration, NetworkPluginDeclaration } from './network.ts';

/** Everything that a scenario can declare. */
export type Declaration =
  | NetworkDeclaration
  | ContainerDeclaration
  | AttemptDeclaration
  | EngineHostDeclaration
  | LanHostDeclaration
  | NetworkPluginDeclaration
  | ListenerDeclaration;

/** The declarations of a scenario, by name. */
export type Declarations = Readonly<Record<string, Declaration>>;

/** The hosts of the swarm that a scenario's overlay networks span, the manager first. */
export function swarmMembers(declarations: Declarations): EngineHostDeclaration[] {
  const spanned = Object.values(declarations).flatMap((declared) =>
    declared.kind === 'network' ? declared.across : [],
  );
  return [...new Set(spanned)];
}

/** The kinds of declarations that others refer to. */
export type Part = Extract<
  Declaration,
  { kind: 'network' | 'container' | 'engine-host' | 'lan-host' | 'network-plugin' }
>;

/** The declarations that a network or a container refers to. */
export function partsOf(declaration: Declaration): Part[] {
  if (declaration.kind === 'network') {
    const { across, at, beside, driver } = declaration;
    return [...across, at, beside, typeof driver === 'string' ? undefined : driver].filter(
      (part) => part !== undefined,
    );
  }
  if (declaration.kind !== 'container') return [];
  const { on, at, alsoOn = [], dns = [] } = declaration;
  const networks = [on.kind === 'shared' ? on.of : on, ...alsoOn.map((attachment) => attachment.on)];
  const parts = [...networks, at, ...dns.filter((server) => typeof server !== 'string')];
  return parts.filter((part) => part !== undefined && part.kind !== 'predefined');
}
