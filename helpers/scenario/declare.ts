import { UserError } from '../engine/user-error.ts';
import type { Role } from '../images/roles.ts';

/** A network that the scenario creates: `docker network create --driver=bridge`. */
export interface NetworkDeclaration {
  readonly kind: 'network';
  readonly driver: 'bridge';
}

/** A network that every engine has: the default bridge, or none. */
export interface PredefinedNetwork {
  readonly kind: 'predefined';
  /** As in `docker run --network`. */
  readonly mode: 'bridge' | 'none';
}

/** A container that the scenario starts. */
export interface ContainerDeclaration {
  readonly kind: 'container';
  readonly role: Role;
  /** Where it is attached; the default bridge where nothing is said, as in `docker run`. */
  readonly on: NetworkDeclaration | PredefinedNetwork;
  /** `--network-alias`, on a user-defined network only. */
  readonly alias?: string;
  /** `-p PORT`: the container's port, at a free port of the host. */
  readonly publish?: number;
  /** `--expose PORT`. */
  readonly expose?: number;
}

/** A container that the engine may refuse to start; whether it does is what the behaviour is about. */
export interface AttemptDeclaration {
  readonly kind: 'attempt';
  readonly container: ContainerDeclaration;
}

export type Declaration = NetworkDeclaration | ContainerDeclaration | AttemptDeclaration;

/** What is said of a container beyond its role. */
export type ContainerOptions = Partial<Pick<ContainerDeclaration, 'on' | 'alias' | 'publish' | 'expose'>>;

/** The bridge that a container is on when no network is named. */
export const defaultBridge: PredefinedNetwork = { kind: 'predefined', mode: 'bridge' };

/** No network at all: `--network none`. */
export const noNetwork: PredefinedNetwork = { kind: 'predefined', mode: 'none' };

/** A user-defined bridge network. */
export function network({ driver }: { driver: 'bridge' }): NetworkDeclaration {
  return { kind: 'network', driver };
}

const container =
  (role: Role) =>
  (options: ContainerOptions = {}): ContainerDeclaration => ({
    kind: 'container',
    role,
    on: defaultBridge,
    ...options,
  });

/** An nginx that answers on port 80, and on the port that it exposes or publishes, and says in a header who it is. */
export const nginx = container('nginx');

/** A Grafana that answers on port 3000, and says in its redirection to the login page who it is. */
export const grafana = container('grafana');

/** Marks a container as one that the engine may refuse. */
export function attempt(declaration: ContainerDeclaration): AttemptDeclaration {
  return { kind: 'attempt', container: declaration };
}

/** Throws a UserError for a scenario that no engine can be asked for. */
export function check(declarations: Record<string, Declaration>): void {
  const declared = new Set(Object.values(declarations));
  for (const [name, declaration] of Object.entries(declarations)) {
    const wanted = declaration.kind === 'attempt' ? declaration.container : declaration;
    if (wanted.kind !== 'container') continue;
    if (wanted.on.kind === 'network' && !declared.has(wanted.on)) {
      throw new UserError(
        `The scenario puts "${name}" on a network that it does not return: return the network as well, under its name.`,
      );
    }
    if (declaration.kind === 'container' && wanted.alias !== undefined && wanted.on.kind === 'predefined') {
      throw new UserError(
        `The scenario gives "${name}" the alias "${wanted.alias}" on the predefined network "${wanted.on.mode}": aliases need ` +
          'a user-defined network, so put it on one, or wrap it in attempt() if the refusal is what you test.',
      );
    }
  }
}
