import { fromEngineHost } from '../probe/engine-host.ts';
import type { RunningNetwork } from '../scenario/running.ts';
import { gatewayOf, subnetOf } from './subnet.ts';

/** What a bridge network has on the engine's host. */
export interface NetworkTraces {
  /** The interfaces with the address of its gateway. */
  readonly bridges: readonly string[];
  /** The interfaces to which its subnet is routed. */
  readonly routes: readonly string[];
  /** All interfaces of the host. */
  readonly interfaces: readonly string[];
}

/** Gives a function that looks for what a network has on the engine's host, also once it is removed. */
export async function tracesOf(network: RunningNetwork): Promise<() => Promise<NetworkTraces>> {
  const info = await network.inspect();
  const [gateway, subnet] = [gatewayOf(info), subnetOf(info).replace(/\/.*/, '')];
  return async () => {
    const [addresses, routes, interfaces] = await Promise.all([
      fromEngineHost.addresses(),
      fromEngineHost.routes(),
      fromEngineHost.interfaces(),
    ]);
    return {
      bridges: addresses.filter(({ address }) => address === gateway).map((found) => found.interface),
      routes: routes.filter(({ destination }) => destination === subnet).map((route) => route.interface),
      interfaces: interfaces.map(({ name }) => name),
    };
  };
}
