import type { Interface } from '../probe/devices.ts';
import { fromEngineHost } from '../probe/engine-host.ts';
import { from } from '../probe/from.ts';
import type { RunningContainer, RunningNetwork } from '../scenario/running.ts';
import { reported } from './fact.ts';
import { gatewayOf, inSubnet } from './subnet.ts';

/**
 * The interface of a container by which its kernel sends to a network: that of its route to the container's address there.
 * Throws PromiseBroken where it has none.
 */
export async function interfaceOn(container: RunningContainer, network: RunningNetwork): Promise<Interface> {
  const [routes, interfaces] = await Promise.all([from(container).routes(), from(container).interfaces()]);
  const address = container.addressOn(network);
  const onLink = routes.find(
    ({ destination, gateway, prefixLength }) =>
      gateway === NO_GATEWAY && prefixLength > 0 && inSubnet(address, `${destination}/${prefixLength}`),
  );
  const found = interfaces.find(({ name }) => name === onLink?.interface);
  return reported(`the interface of ${container.name} on ${network.name}`, found);
}

/** How the kernel prints that a destination is on the link. */
const NO_GATEWAY = '0.0.0.0';

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
