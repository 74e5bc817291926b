import {
  addLinkAddress,
  behaviour,
  describe,
  fact,
  fromEngineHost,
  nonEmpty,
  removeLinkAddress,
  restoring,
  scenario,
  theEngine,
} from '../../helpers/behaviour/index.ts';
import { gatewayOf, inSubnet, lastHostAddress, overlap, subnetOf } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/engine/network/#automatic-subnet-allocation';

/** In how many rounds a network is created again without another one in between. */
const ROUNDS = 25;

describe('Two networks without a subnet, and a link of the host with an address of such a subnet', () => {
  const world = scenario(({ network, lanHost }) => ({
    chosen: network({ driver: 'bridge' }),
    alsoChosen: network({ driver: 'bridge' }),
    lanHost: lanHost(),
  }));

  /**
   * Removes a network and creates it again, until the engine chooses the subnet that it had before: networks of other spec
   * files come and go. Returns that subnet.
   */
  const subnetChosenAgain = async (network: typeof world.chosen): Promise<string> => {
    for (let round = 0, before = ''; round < ROUNDS; round++) {
      const subnet = subnetOf(await network.inspect());
      if (subnet === before) return subnet;
      before = subnet;
      await network.remove();
      await network.createAgain();
    }
    throw new Error(`the control failed: the engine chose another subnet in each of ${ROUNDS} rounds`);
  };

  behaviour(
    'addresses.chosen-do-not-overlap',
    'The subnets that the engine chooses overlap neither each other nor the addresses of its host',
    {
      docs,
      needs: ['visible-bridges', 'free-address-pools'],
      why: "Hosts of the LAN with addresses in the new subnet become unreachable from the engine's host.",
    },
    async () => {
      const { chosen, alsoChosen } = world;
      const [inspected, networks, addresses] = await Promise.all([
        Promise.all([chosen.inspect(), alsoChosen.inspect()]),
        theEngine.networks(),
        fromEngineHost.addresses(),
      ]);
      const onHost = nonEmpty('the addresses of the host', addresses).map(({ address }) => address);
      for (const network of nonEmpty('the networks', inspected)) {
        const subnet = subnetOf(network);
        const others = networks.filter(({ Name }) => Name !== network.Name);
        const overlapping = others.filter(({ IPAM }) =>
          IPAM?.Config?.some(({ Subnet }) => Subnet?.includes('.') && overlap(Subnet, subnet)),
        );
        fact(
          'the other networks with addresses of the subnet',
          overlapping.map(({ Name }) => Name),
        ).is([]);
        // a bridge without containers has no carrier, and its own address is not listed everywhere
        const ofHost = onHost.filter((address) => inSubnet(address, subnet) && address !== gatewayOf(network));
        fact('the addresses of the host in the subnet beside the gateway', ofHost).is([]);
      }
    },
  );

  behaviour(
    'addresses.avoids-host',
    'The engine chooses no subnet of which an interface of its host has an address',
    {
      docs,
      needs: ['lan-host', 'free-address-pools', 'subnets-chosen-again'],
      why: 'A new network takes the subnet of the office or of a VPN, and the host loses its way to all hosts there.',
    },
    async () => {
      const { alsoChosen, lanHost } = world;
      const before = await subnetChosenAgain(alsoChosen);
      const [base, prefix] = [before.replace(/\/.*/, ''), Number(before.replace(/.*\//, ''))];
      const address = `${lastHostAddress(base, prefix)}/${prefix}`;
      await addLinkAddress(lanHost, address);
      await using _ = restoring(() => removeLinkAddress(lanHost, address));
      await alsoChosen.remove();
      await alsoChosen.createAgain();
      const after = subnetOf(await alsoChosen.inspect());
      fact('whether the new subnet overlaps that of the host', overlap(after, before)).is(false);
    },
  );
});
