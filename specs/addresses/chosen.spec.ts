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

describe('Two networks without a subnet, and a link of the host with an address of such a subnet', () => {
  const world = scenario(({ network, lanHost }) => ({
    chosen: network({ driver: 'bridge' }),
    alsoChosen: network({ driver: 'bridge' }),
    lanHost: lanHost(),
  }));

  behaviour(
    'addresses.chosen-do-not-overlap',
    'The subnets that the engine chooses overlap neither each other nor the addresses of its host',
    {
      docs,
      needs: ['visible-bridges', 'free-address-pools'],
      why: 'The host loses the hosts of its own LAN that have addresses of the new subnet.',
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
      needs: ['lan-host', 'free-address-pools'],
      why: 'A new network takes the subnet of the office or of a VPN, and the host loses its way to all hosts there.',
    },
    async () => {
      const { alsoChosen, lanHost } = world;
      const before = subnetOf(await alsoChosen.inspect());
      const [base, prefix] = [before.replace(/\/.*/, ''), Number(before.replace(/.*\//, ''))];
      const address = `${lastHostAddress(base, prefix)}/${prefix}`;
      // an engine would choose the same subnet again; Docker 18.09 to 26 only after 30 others, which take too long
      await addLinkAddress(lanHost, address);
      await using _ = restoring(() => removeLinkAddress(lanHost, address));
      await alsoChosen.remove();
      await alsoChosen.createAgain();
      const after = subnetOf(await alsoChosen.inspect());
      fact('whether the new subnet overlaps that of the host', overlap(after, before)).is(false);
    },
  );
});
