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

/** What a scenario declares, by name. */
export type Declarations = Readonly<Record<string, Declaration>>;

/** The hosts of the swarm that a scenario's overlay networks span, the manager first. */
export function swarmMembers(declarations: Declarations): EngineHostDeclaration[] {
  const spanned = Object.values(declarations).flatMap((declared) =>
    declared.kind === 'network' ? declared.across : [],
  );
  return [...new Set(spanned)];
}
