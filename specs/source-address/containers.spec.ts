import {
  UDP_PORT,
  behaviour,
  clientAddress,
  clientAddresses,
  describe,
  expect,
  fact,
  from,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';

describe('Containers on the default bridge and on a user-defined bridge', () => {
  const world = scenario(({ network, nginx }) => {
    const bridge = network({ driver: 'bridge' });
    return {
      bridge,
      published: nginx({ publish: 80, publishUdp: UDP_PORT }),
      peer: nginx(),
      publishedOnBridge: nginx({ on: bridge, publish: 80, publishUdp: UDP_PORT }),
      peerOnBridge: nginx({ on: bridge }),
    };
  });

  const datagram = (client: typeof world.peer, server: typeof world.published) =>
    from(client).datagram(client.gateway, server.hostPort(UDP_PORT, 'udp'));

  const probes = sharedProbes({
    toPublished: () => from(world.peer).reach(world.published),
    fromPublished: () => from(world.published).reach(world.peer),
    toPublishedOnBridge: () => from(world.peerOnBridge).reach(world.publishedOnBridge),
    fromPublishedOnBridge: () => from(world.publishedOnBridge).reach(world.peerOnBridge),
    toBridge: () => from(world.peer).get(world.publishedOnBridge.publishedAt(world.peer.gateway)),
    fromBridge: () => from(world.peerOnBridge).get(world.published.publishedAt(world.peerOnBridge.gateway)),
    toBridgeUdp: () => datagram(world.peer, world.publishedOnBridge),
    fromBridgeUdp: () => datagram(world.peerOnBridge, world.published),
  });

  const expectOwnAddress = async (client: typeof world.peer, table: typeof probes.toPublished): Promise<void> => {
    await expect(table).toBeOpen();
    fact(`the client addresses that the peer of ${client.name} sees`, clientAddresses(await table)).is([
      client.address,
    ]);
  };

  behaviour(
    'source-address.from-peer',
    "Containers on one bridge see each other's own addresses",
    {
      docs,
      why: 'Access rules and logs see the gateway instead of the client container.',
      needs: ['default-bridge-icc'],
      relies: ['default-bridge', 'docker0-peers', 'peers', 'inspect-address', 'peer-address'],
    },
    async () => {
      await expectOwnAddress(world.peer, probes.toPublished);
      await expectOwnAddress(world.published, probes.fromPublished);
      await expectOwnAddress(world.peerOnBridge, probes.toPublishedOnBridge);
      await expectOwnAddress(world.publishedOnBridge, probes.fromPublishedOnBridge);
    },
  );

  behaviour(
    'source-address.from-other-bridge',
    "A container sees its gateway's address on requests from another bridge to its published ports",
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/#gateway-modes',
      why: 'A container that trusts its own network by address trusts containers on other networks as well.',
      needs: ['host-accepts-containers'],
      relies: [
        'default-bridge',
        'docker0-address',
        'docker0-traffic',
        'bridge-gateway',
        'published-ports',
        'published-udp',
        'host-ports',
      ],
    },
    async () => {
      const { published, publishedOnBridge } = world;
      await expect(probes.toBridge).toBeAnsweredBy(publishedOnBridge);
      await expect(probes.fromBridge).toBeAnsweredBy(published);
      fact('the client addresses that both containers see', [
        clientAddress(await probes.toBridge),
        clientAddress(await probes.fromBridge),
      ]).is([publishedOnBridge.gateway, published.gateway]);
      await expect(probes.toBridgeUdp).toBeAnsweredBy(publishedOnBridge);
      await expect(probes.fromBridgeUdp).toBeAnsweredBy(published);
      fact('the client addresses of datagrams that both containers see', [
        clientAddress(await probes.toBridgeUdp),
        clientAddress(await probes.fromBridgeUdp),
      ]).is([publishedOnBridge.gateway, published.gateway]);
    },
  );
});
