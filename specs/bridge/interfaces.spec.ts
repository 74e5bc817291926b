import {
  attachmentsOf,
  behaviour,
  defaultBridge,
  describe,
  fact,
  fromEngineHost,
  scenario,
} from '../../helpers/behaviour/index.ts';
import { gatewayOf, inSubnet, subnetOf } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';

describe('Containers on two user-defined bridges and on the default bridge', () => {
  const world = scenario(({ network, nginx }) => {
    const [one, other] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      one,
      other,
      client: nginx({ on: one }),
      server: nginx({ on: one }),
      outsider: nginx({ on: other }),
      onDefault: nginx({ on: defaultBridge }),
    };
  });

  behaviour(
    'bridge.user-defined',
    'A user-defined bridge network has its own bridge interface and subnet',
    {
      docs,
      needs: ['visible-bridges'],
      relies: ['bridge-gateway', 'default-bridge'],
      why: 'Two networks that share a bridge isolate nothing: containers on one reach everything on the other.',
    },
    async () => {
      const { client, server, outsider, onDefault } = world;
      const [one, other, onHost, attached] = await Promise.all([
        world.one.inspect(),
        world.other.inspect(),
        fromEngineHost.addresses(),
        attachmentsOf(client, server, outsider, onDefault),
      ]);
      fact('the driver of the network in inspect', one.Driver).is('bridge');
      const subnet = subnetOf(one);
      fact('the subnet of the network', subnet).isNot(subnetOf(other));
      const within = (address: string) => inSubnet(address, subnet);
      for (const { name, address } of [client, server])
        fact(`the IP address of ${name}`, address).satisfies(`in the subnet ${subnet}`, within);
      for (const { name, address } of [outsider, onDefault])
        fact(`the IP address of ${name}`, address).satisfies(`outside the subnet ${subnet}`, (found) => !within(found));

      // the gateway is the address of the bridge interface
      const bridgesOf = (network: typeof one) =>
        onHost.filter(({ address }) => address === gatewayOf(network)).map((found) => found.interface);
      const [bridges, otherBridges] = [bridgesOf(one), bridgesOf(other)];
      for (const found of [bridges, otherBridges])
        fact("the interfaces of the host with the address of a network's gateway", found).satisfies(
          'one interface',
          ({ length }) => length === 1,
        );
      fact('the bridge interface of the network', bridges).isNot(otherBridges);

      const masters = attached.hostEnds.map((ends) => ends.map((end) => end?.master));
      fact('the bridges that two containers on the network are attached to', masters.slice(0, 2)).is([
        bridges,
        bridges,
      ]);
      fact('the bridges that a container on the other network is attached to', masters[2]).is(otherBridges);
      fact('the bridges that a container on the default bridge is attached to', masters[3]).satisfies(
        'one other bridge',
        (found) => found?.length === 1 && ![undefined, ...bridges, ...otherBridges].includes(found[0]),
      );
      const ends = attached.hostEnds.slice(0, 2).flatMap((found) => found.map((end) => end?.name ?? 'none'));
      fact("the interfaces attached to the network's bridge", attached.portsOf(bridges[0])).is(ends.toSorted());
    },
  );
});
