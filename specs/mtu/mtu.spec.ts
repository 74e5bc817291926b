import {
  behaviour,
  bridgeOf,
  defaultBridge,
  describe,
  expect,
  fact,
  from,
  fromEngineHost,
  hostAddress,
  interfaceOn,
  restoreLinkMtu,
  restoring,
  scenario,
  setLinkMtu,
  theEngine,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/#options';

/** The smallest MTU that every IPv6 link has: a VPN may have as little. */
const SMALL = 1280;

const MTU = 'com.docker.network.driver.mtu';

describe('Containers on networks with the usual, a small and a large MTU, one on the default bridge, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const usual = network({ driver: 'bridge' });
    const small = network({ driver: 'bridge', options: { [MTU]: '1400' } });
    const large = network({ driver: 'bridge', options: { [MTU]: '9000' } });
    const onAll = { on: usual, alsoOn: [{ on: small }, { on: large }] };
    return {
      usual,
      small,
      large,
      client: nginx(onAll),
      server: nginx({ ...onAll, publish: 80 }),
      onDefault: nginx({ on: defaultBridge }),
      lanHost: lanHost(),
    };
  });

  /** The MTU of both containers' interfaces on a network, and of its bridge. */
  const mtuOfAll = async (network: typeof world.usual): Promise<number[]> => {
    const { client, server } = world;
    const found = await Promise.all([interfaceOn(client, network), interfaceOn(server, network), bridgeOf(network)]);
    return found.map(({ mtu }) => mtu);
  };

  /** Sends packets of a network's MTU, and of one byte more, none of which may be fragmented. */
  const expectCarried = async (network: typeof world.usual, mtu: number): Promise<void> => {
    const { client, server } = world;
    const [address, port] = [server.addressOn(network), server.udpPort ?? 0];
    const [fitting, longer] = await Promise.all([
      from(client).unfragmented(address, port, mtu),
      from(client).unfragmented(address, port, mtu + 1),
    ]);
    fact(`the outcome of a packet of ${mtu} bytes`, fitting).is({ kind: 'answered', by: server.identity });
    fact(`the outcome of a packet of ${mtu + 1} bytes`, longer).is({ kind: 'too long' });
  };

  behaviour(
    'mtu.default',
    'The interfaces and the bridge of a network without an MTU have an MTU of 1500',
    {
      docs,
      needs: ['visible-bridges', 'default-network-mtu', 'usual-route-mtu'],
      relies: ['usual-mtu', 'bridge-gateway'],
      why: 'Large packets are lost at hosts and links with the usual MTU: small requests succeed, and large ones stall.',
    },
    async () =>
      fact('the MTU of both interfaces and of the bridge', await mtuOfAll(world.usual)).is([1500, 1500, 1500]),
  );

  behaviour(
    'mtu.default-bridge',
    'The default bridge and the interface of a container on it have the MTU in inspect, by default 1500',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/#use-the-default-bridge-network',
      needs: ['visible-bridges', 'docker0', 'usual-route-mtu'],
      relies: ['default-bridge', 'docker0-address'],
      why: 'Containers started without options lose large packets at hosts and links with the usual MTU.',
    },
    async () => {
      const { onDefault } = world;
      const [networks, addresses, hostInterfaces, interfaces] = await Promise.all([
        theEngine.networks(),
        fromEngineHost.addresses(),
        fromEngineHost.interfaces(),
        from(onDefault).interfaces(),
      ]);
      const [name] = Object.keys(onDefault.inspectedAtStart().NetworkSettings.Networks);
      const mtu = Number(networks.find(({ Name }) => Name === name)?.Options?.[MTU] ?? 1500);
      const bridge = addresses.find(({ address }) => address === onDefault.gateway)?.interface;
      const found = [
        ...hostInterfaces.filter((one) => one.name === bridge),
        ...interfaces.filter((one) => one.name !== 'lo'),
      ];
      fact(
        'the MTU of the default bridge and of the interface',
        found.map((one) => one.mtu),
      ).is([mtu, mtu]);
    },
  );

  behaviour(
    'mtu.option',
    "The option `driver.mtu` is the MTU of the containers' interfaces and of the bridge",
    {
      docs,
      needs: ['visible-bridges'],
      relies: ['mtu-option', 'bridge-gateway', 'connect'],
      why: 'Behind a VPN or in a cloud with a small MTU, downloads stall though the MTU was configured.',
    },
    async () =>
      fact('the MTU of both interfaces and of the bridge', await mtuOfAll(world.small)).is([1400, 1400, 1400]),
  );

  behaviour(
    'mtu.jumbo',
    'The option `driver.mtu` may be larger than 1500',
    {
      docs,
      needs: ['visible-bridges'],
      relies: ['mtu-option', 'bridge-gateway', 'connect'],
      why: 'Jumbo frames cannot be used, or the network is not created at all.',
    },
    async () =>
      fact('the MTU of both interfaces and of the bridge', await mtuOfAll(world.large)).is([9000, 9000, 9000]),
  );

  behaviour(
    'mtu.carried',
    'Containers exchange unfragmented packets of the size of the MTU, and cannot send longer ones',
    {
      docs,
      needs: ['perl'],
      relies: ['mtu-option', 'full-packets', 'peers', 'connect'],
      why: 'Connections between containers stall once more than a few bytes are sent.',
    },
    async () => {
      const { client, server, usual, small, large } = world;
      await expectCarried(usual, (await interfaceOn(client, usual)).mtu);
      await expectCarried(small, 1400);
      await expectCarried(large, 9000);
      await expect(from(client).get(`http://${server.addressOn(large)}`)).toBeAnsweredBy(server);
    },
  );

  behaviour(
    'mtu.path-learned',
    'A container learns of a smaller MTU on the way to a client, and its answers arrive whole',
    {
      docs: 'https://docs.docker.com/engine/network/firewall-iptables/',
      needs: ['lan-host', 'perl', 'ip-forwarding'],
      relies: ['path-mtu', 'published-ports', 'from-lan', 'egress-udp', 'bridge-gateway'],
      why: 'Behind a VPN, small pages load and large ones stall for ever.',
    },
    async () => {
      const { server, lanHost } = world;
      await setLinkMtu(lanHost, SMALL);
      await using _ = restoring(() => restoreLinkMtu(lanHost));
      const { udpPort } = lanHost.others;
      const [fitting, longer] = [
        await from(server).unfragmented(lanHost.address, udpPort, SMALL),
        await from(server).unfragmented(lanHost.address, udpPort, SMALL + 1),
      ];
      fact(`the outcome of a packet of ${SMALL} bytes to the LAN host`, fitting).is({
        kind: 'answered',
        by: lanHost.identity,
      });
      fact(`the outcome of a packet of ${SMALL + 1} bytes`, longer).is({ kind: 'too long' });
      await expect(from(lanHost).get(`${server.publishedAt(hostAddress(lanHost))}/large`)).toBeAnsweredBy(server, {
        status: 200,
      });
    },
  );
});
