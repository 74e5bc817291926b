import { type ComposeDeclaration, externalNetworks } from './compose.ts';
import type { AttemptDeclaration, ContainerDeclaration, NetworkAttemptDeclaration } from './container.ts';
import type { ExistingContainerDeclaration, ExistingServiceDeclaration } from './existing.ts';
import { type EngineHostDeclaration, type LanHostDeclaration, type ListenerDeclaration, isLanHost } from './hosts.ts';
import type { NetworkDeclaration, NetworkPluginDeclaration } from './network.ts';
import type { ServiceDeclaration } from './service.ts';

/** Everything that a scenario can declare. */
export type Declaration =
  | NetworkDeclaration
  | ContainerDeclaration
  | AttemptDeclaration
  | NetworkAttemptDeclaration
  | EngineHostDeclaration
  | LanHostDeclaration
  | NetworkPluginDeclaration
  | ListenerDeclaration
  | ServiceDeclaration
  | ComposeDeclaration
  | ExistingContainerDeclaration
  | ExistingServiceDeclaration;

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
  { kind: 'network' | 'container' | 'attempt' | 'engine-host' | 'lan-host' | 'network-plugin' | 'listener' }
>;

/** The network whose subnet another one has, or overlaps. */
function overlappedBy(subnet: NetworkDeclaration['subnet']): NetworkDeclaration | undefined {
  if (typeof subnet !== 'object') return undefined;
  return 'kind' in subnet ? subnet : subnet.of;
}

/** The declarations that a network or a container refers to. */
export function partsOf(declaration: Declaration): Part[] {
  if (declaration.kind === 'network') {
    const { across, at, beside, trusting, driver, subnet, after = [] } = declaration;
    return [
      ...across,
      ...after,
      at,
      beside,
      trusting,
      overlappedBy(subnet),
      typeof driver === 'string' ? undefined : driver,
    ].filter((part) => part !== undefined);
  }
  if (declaration.kind === 'service') return [declaration.on, ...declaration.on.across];
  if (declaration.kind === 'compose') return externalNetworks(declaration);
  if (declaration.kind !== 'container') return [];
  const { on, at, alsoOn = [], dns = [], links = {}, after = [], publishAt, publishOn } = declaration;
  const networks = [on.kind === 'shared' ? on.of : on, ...alsoOn.map((attachment) => attachment.on)];
  const listener = typeof publishAt === 'object' && publishAt.kind === 'listener' ? publishAt : undefined;
  const lanHost = isLanHost(publishOn) ? publishOn : undefined;
  const parts = [
    ...networks,
    at,
    ...[after].flat(),
    listener,
    lanHost,
    ...dns.filter((server) => typeof server !== 'string'),
    ...Object.values(links).filter((to) => typeof to !== 'string'),
  ];
  return parts.filter((part) => part !== undefined && part.kind !== 'predefined');
}
