import { from } from '../probe/from.ts';
import type { EndpointOptions } from '../scenario/declare.ts';
import type { RunningContainer, RunningNetwork } from '../scenario/running.ts';
import { fact } from './fact.ts';
import { restoring } from './restoring.ts';

/** The address with which a container is connected: `--ip` or `--ip6`. */
type Requested = Required<Pick<EndpointOptions, 'ip'>> | Required<Pick<EndpointOptions, 'ip6'>>;

/**
 * Expects that a container cannot be connected to a network with an address, and has no other one either; `what` says what is
 * wrong with the address. It must not be restarted later: Docker Engine 26.1 shows the network in inspect once it has refused
 * the connection.
 */
export async function expectConnectRefused(
  container: RunningContainer,
  network: RunningNetwork,
  requested: Requested,
  what: string,
): Promise<void> {
  const own = (): Promise<string[]> =>
    'ip6' in requested ? from(container).addresses6() : from(container).addresses();
  const before = await own();
  const refusal = await container.tryConnect(network, requested);
  await using _ = restoring(() => container.disconnectAnyway(network));
  fact(`the engine's answer to a connection with ${what}`, refusal?.kind ?? 'connected').is('refused');
  fact(`the addresses of the container that asked for ${what}`, await own()).is(before);
}
