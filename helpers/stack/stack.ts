import type { Transport } from './policy/way.ts';
import type { StoppedContainer } from './stopped.ts';
import type { Unjudged } from './unjudged.ts';

/** A container's endpoint on a network. */
export interface Endpoint {
  /** The network's key in compose.yaml. */
  readonly network: string;
  readonly address: string;
  readonly address6: string | undefined;
  /** The address of the engine's host on the network; undefined where it has none. */
  readonly gateway: string | undefined;
}

/** A published port of a container. */
export interface Binding {
  readonly transport: Transport;
  readonly port: number;
  readonly hostAddress: string;
  readonly hostPort: number;
}

/** A running container of a stack. */
export interface StackContainer {
  readonly id: string;
  readonly name: string;
  /** Its service, or the key of the policy's containers that it is found by. */
  readonly service: string;
  /** The name by which others reach it: that of the service, else its own. */
  readonly hostName: string;
  /** Each start has another. */
  readonly startedAt: string;
  /** How it is attached: to networks, to that of the host, or to none. */
  readonly attached: 'networks' | 'host' | 'none';
  readonly endpoints: readonly Endpoint[];
  readonly bindings: readonly Binding[];
}

/** A network of a stack. */
export interface StackNetwork {
  readonly key: string;
  readonly name: string;
  /** `bridge`, `macvlan`, … */
  readonly driver: string;
  readonly internal: boolean;
}

/** What is checked where there is no Compose project. */
export const NO_PROJECT = 'containers';

/** A Compose project that runs, with the other containers that the policy names. */
export interface Stack {
  /** NO_PROJECT where all are others. */
  readonly project: string;
  readonly containers: readonly StackContainer[];
  readonly networks: readonly StackNetwork[];
  /** For a service in the network of another (`network_mode: service:`), that other service: they are one party. */
  readonly partOf: ReadonlyMap<string, string>;
  /** The containers that do not run. */
  readonly stopped: readonly StoppedContainer[];
  /** The services of which nothing runs, and nothing must. */
  readonly unjudged: readonly Unjudged[];
}

/** The services that run, each one party. */
export function servicesOf({ containers }: Pick<Stack, 'containers'>): string[] {
  return [...new Set(containers.map(({ service }) => service))].toSorted();
}

/** The containers of a service. */
export function replicasOf({ containers }: Pick<Stack, 'containers'>, service: string): StackContainer[] {
  return containers.filter((container) => container.service === service);
}

/** The networks that two containers are both on. */
export function sharedNetworks(one: StackContainer, other: StackContainer): string[] {
  const keys = new Set(one.endpoints.map(({ network }) => network));
  return other.endpoints.map(({ network }) => network).filter((network) => keys.has(network));
}

/** Whether containers resolve each other's names on a network: https://docs.docker.com/engine/network/drivers/bridge/ */
export function resolvesNames(network: string): boolean {
  return network !== 'bridge' && network !== 'podman';
}
