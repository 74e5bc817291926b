import { engineAt } from '../probe/engine.ts';
import { from } from '../probe/from.ts';
import type { RunningEngineHost } from '../scenario/hosts.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { required } from './control.ts';
import { inSubnet, subnetOf } from './subnet.ts';

/** The bridge of a swarm node, through which its containers on overlay networks reach other hosts. */
const GATEWAY_BRIDGE = 'docker_gwbridge';

/** The address on docker_gwbridge of a container on an overlay network; the engine's inspect of a container leaves it out. */
export async function onGatewayBridge(container: RunningContainer, host: RunningEngineHost): Promise<string> {
  const [networks, own] = await Promise.all([engineAt(host).networks(), from(container).addresses()]);
  const subnet = subnetOf(
    required(
      GATEWAY_BRIDGE,
      networks.find(({ Name }) => Name === GATEWAY_BRIDGE),
    ),
  );
  return required(
    `address of ${container.name} on ${GATEWAY_BRIDGE}`,
    own.find((address) => inSubnet(address, subnet)),
  );
}
