import { from } from '../probe/from.ts';
import type { RunningContainer } from '../scenario/running.ts';
import type { RunningNetwork } from '../scenario/running.ts';
import type { Refused } from '../scenario/running/refused.ts';
import { fact, reported } from './fact.ts';
import { expect } from './reach-matchers.ts';
import { restoring } from './restoring.ts';
import { inSubnet } from './subnet.ts';

type Attempted = Refused | { readonly kind: 'created'; readonly network: RunningNetwork };

/**
 * Expects a network to be created with IPv6, and two containers, which are connected to it for a while, to reach each other
 * there. Returns its IPv6 subnet; undefined where the engine refused it.
 */
export async function ipv6SubnetInUse(
  attempted: Attempted,
  client: RunningContainer,
  server: RunningContainer,
): Promise<string | undefined> {
  fact('the answer to `docker network create`', attempted.kind).is('created');
  if (attempted.kind === 'refused') return undefined;
  const { network } = attempted;
  const { IPAM } = await network.inspect();
  const subnets = IPAM?.Config?.map(({ Subnet }) => Subnet);
  const subnet = reported(
    'the IPv6 subnet of the network in inspect',
    subnets?.find((found) => found?.includes(':')),
  );
  await client.connect(network);
  await server.connect(network);
  await using _ = restoring(async () => {
    await client.disconnect(network);
    await server.disconnect(network);
  });
  const address = server.address6On(network);
  fact('the IPv6 address of the server', address).satisfies(`in the subnet ${subnet}`, (found) =>
    inSubnet(found, subnet),
  );
  await expect(from(client).get(`http://[${address}]`)).toBeAnsweredBy(server);
  return subnet;
}
