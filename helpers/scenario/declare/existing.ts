import type { NetworkDeclaration } from './network.ts';
import { refusal } from './refusal.ts';

/** How one container is found that runs already. */
export type ExistingContainerQuery =
  /** Its name, or its ID. */
  | { readonly container: string }
  /** Its ID, or the first digits of it. */
  | { readonly id: string };

/** How all replicas of a service are found that run already. */
export type ExistingServiceQuery =
  /** A service of Docker Compose; the project where several have such a service. */
  | { readonly service: string; readonly project?: string }
  /** A label, `KEY` or `KEY=VALUE`: every running container that has it. */
  | { readonly label: string };

/** How a network is found that is there already: by its name or ID, or by its key in a Compose file and the project. */
export interface ExistingNetworkQuery {
  readonly network: string;
  readonly project?: string;
}

/** A container that runs already. */
export interface ExistingContainerDeclaration {
  readonly kind: 'existing-container';
  readonly query: ExistingContainerQuery;
}

/** The replicas of a service that run already. */
export interface ExistingServiceDeclaration {
  readonly kind: 'existing-service';
  readonly query: ExistingServiceQuery;
}

/** A network that is there already; containers of the scenario can be put on it. */
export interface ExistingNetworkDeclaration extends NetworkDeclaration {
  readonly existing: ExistingNetworkQuery;
}

/** A query of any kind. */
export type ExistingQuery = ExistingContainerQuery | ExistingServiceQuery | ExistingNetworkQuery;

/**
 * A container, the replicas of a service, or a network that is there already. The scenario does not start, stop, change or
 * remove it: `existing({ service: 'web', project: 'shop' })`.
 */
export function existing(query: ExistingNetworkQuery): ExistingNetworkDeclaration;
export function existing(query: ExistingContainerQuery): ExistingContainerDeclaration;
export function existing(query: ExistingServiceQuery): ExistingServiceDeclaration;
export function existing(
  query: ExistingQuery,
): ExistingNetworkDeclaration | ExistingContainerDeclaration | ExistingServiceDeclaration {
  checkQuery(query);
  // what else it is, the engine knows
  if ('network' in query) return { kind: 'network', driver: 'bridge', across: [], existing: query };
  if ('service' in query || 'label' in query) return { kind: 'existing-service', query };
  return { kind: 'existing-container', query };
}

/** The words of a query; with `project` beside a service or a network. */
const WORDS: ReadonlySet<string> = new Set(['container', 'id', 'service', 'label', 'network']);

/** A spec of JavaScript has no types. */
function checkQuery(query: object): void {
  const words = Object.keys(query).filter((word) => word !== 'project');
  const [word] = words;
  const isKnown = words.length === 1 && word !== undefined && WORDS.has(word);
  const isText = Object.values(query).every((value) => typeof value === 'string' && value !== '');
  if (!isKnown || !isText)
    throw refusal(
      `has existing(${JSON.stringify(query)}): name one of container, id, service, label and network, as in existing({ service: 'web' })`,
    );
}
