import type { Interface } from '../probe/devices.ts';
import { fromEngineHost } from '../probe/engine-host.ts';
import { from } from '../probe/from.ts';
import type { RunningContainer, RunningNetwork } from '../scenario/running.ts';
import { reported } from './fact.ts';
import { gatewayOf } from './subnet.ts';

/** The interface of a container on a network, by the MAC address in inspect. Throws PromiseBroken where it has none. */
export async function interfaceOn(container: RunningContainer, network: RunningNetwork): Promise<Interface> {
  const mac = container.macOn(network);
  const found = (await from(container).interfaces()).find((one) => one.mac === mac);
  return reported(`the interface of ${container.name} with its MAC address on ${network.name}`, found);
}

/** The bridge of a network, which has the address of its gateway. Throws PromiseBroken where the host has none. */
export async function bridgeOf(network: RunningNetwork): Promise<Interface> {
  const [inspected, addresses, interfaces] = await Promise.all([
    network.inspect(),
    fromEngineHost.addresses(),
    fromEngineHost.interfaces(),
  ]);
  const gateway = gatewayOf(inspected);
  const name = addresses.find(({ address }) => address === gateway)?.interface;
  return reported(
    `the interface of the host with the gateway of ${network.name}`,
    interfaces.find((one) => one.name === name),
  );
}
