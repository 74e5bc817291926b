import type { Permissions } from './policy/permissions.ts';
import type { Policy } from './policy/policy.ts';
import type { Vantage, VantagesById } from './requests.ts';
import type { Listener } from './sockets.ts';
import type { Stack, StackContainer } from './stack.ts';

/** A host on the same link as the engine's host, and the addresses of that host there. */
export interface LanVantage extends Vantage {
  readonly hostAddress: string;
  readonly hostAddress6: string;
}

/** The network of the engine's host, as a sender of requests and as a target. */
export interface HostVantage extends Vantage {
  readonly container: StackContainer;
}

/** Everything that a check knows before it sends requests. */
export interface Scene {
  readonly policy: Policy;
  readonly stack: Stack;
  readonly permissions: Permissions;
  /** The vantage point in each container's network, the host's included, by id. */
  readonly own: VantagesById;
  /** The listening sockets of each container's network, the host's included, by id. */
  readonly listeners: ReadonlyMap<string, readonly Listener[]>;
  /** Undefined where nothing needs it. */
  readonly host: HostVantage | undefined;
  /** The LAN host, or why there is none. */
  readonly lan: LanVantage | { readonly because: string };
}

/** The listeners of a container that others may reach; of the host's network, only those that rules are about. */
export function publicListeners(
  { listeners, permissions }: Scene,
  { id, service, attached }: StackContainer,
): Listener[] {
  const all = (listeners.get(id) ?? []).filter(({ isPrivate }) => !isPrivate);
  if (attached !== 'host') return all;
  const named = permissions.portsOf(service);
  return all.filter((one) => named.some(({ kind, port }) => kind === one.transport && port === one.port));
}
