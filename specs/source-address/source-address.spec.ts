import {
  UDP_PORT,
  behaviour,
  clientAddress,
  clientAddresses,
  describe,
  expect,
  fact,
  from,
  fromEngineHost,
  hostAddress,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';
const needs = ['lan-host', 'engine-firewall', 'ip-forwarding'] as const;
const bridges = ['default-bridge', 'docker0-address', 'docker0-traffic', 'bridge-gateway'] as const;

describe('Containers, their host and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const bridge = network({ driver: 'bridge' });
    return {
      bridge,
      published: nginx({ publish: 80, publishUdp: UDP_PORT }),
      publishedOnBridge: nginx({ on: bridge, publish: 80, publishUdp: UDP_PORT }),
      onLoopback: nginx({ publish: 80, publishOn: '127.0.0.1' }),
      loopbackOnlyOnBridge: nginx({ on: bridge, publish: 80, publishOn: '127.0.0.1' }),
      lanHost: lanHost(),
    };
  });

  type Container = typeof world.published;
  const engineAddress = () => hostAddress(world.lanHost);
  const pageFromLan = (container: Container) => from(world.lanHost).get(container.publishedAt(engineAddress()));
  const datagramFromLan = (container: Container) =>
    from(world.lanHost).datagram(engineAddress(), container.hostPort(UDP_PORT, 'udp'));
  const datagramToLan = (container: Container) =>
    from(container).datagram(world.lanHost.address, world.lanHost.others.udpPort);
  const atLoopback = (container: Container) => fromEngineHost.get(container.publishedAt('127.0.0.1'));

  const probes = sharedProbes({
    fromLan: () => pageFromLan(world.published),
    fromLanToBridge: () => pageFromLan(world.publishedOnBridge),
    datagramFromLan: () => datagramFromLan(world.published),
    datagramFromLanToBridge: () => datagramFromLan(world.publishedOnBridge),

    fromHost: () => fromEngineHost.reach(world.published),
    fromHostToBridge: () => fromEngineHost.reach(world.publishedOnBridge),
    atLoopback: () => atLoopback(world.onLoopback),
    atLoopbackOfBridge: () => atLoopback(world.loopbackOnlyOnBridge),

    toLan: () => from(world.published).get(world.lanHost.url),
    toLanFromBridge: () => from(world.publishedOnBridge).get(world.lanHost.url),
    datagramToLan: () => datagramToLan(world.published),
    datagramToLanFromBridge: () => datagramToLan(world.publishedOnBridge),
  });

  behaviour(
    'source-address.from-lan',
    "A container sees the LAN host's own address on requests to a published port",
    {
      docs,
      why: 'Logs, rate limits and allow-lists see one address for all clients.',
      needs,
      relies: [...bridges, 'docker0-route', 'published-ports', 'published-udp', 'from-lan'],
    },
    async () => {
      const { published, publishedOnBridge, lanHost } = world;
      await expect(probes.fromLan).toBeAnsweredBy(published);
      await expect(probes.datagramFromLan).toBeAnsweredBy(published);
      await expect(probes.fromLanToBridge).toBeAnsweredBy(publishedOnBridge);
      await expect(probes.datagramFromLanToBridge).toBeAnsweredBy(publishedOnBridge);
      const [onDefault, onBridge] = [
        await Promise.all([probes.fromLan, probes.datagramFromLan]),
        await Promise.all([probes.fromLanToBridge, probes.datagramFromLanToBridge]),
      ];
      const seen = Array(2).fill(lanHost.host.nic.address);
      fact('the client addresses that a container on the default bridge sees', onDefault.map(clientAddress)).is(seen);
      fact('the client addresses that a container on the user-defined bridge sees', onBridge.map(clientAddress)).is(
        seen,
      );
    },
  );

  behaviour(
    'source-address.from-host',
    "A container sees its gateway's address on requests from its host to its own address or a port on 127.0.0.1",
    {
      docs,
      why: 'Allow-lists cannot distinguish connections from the host.',
      needs: [...needs, 'visible-bridges'],
      relies: [...bridges, 'published-ports', 'localhost'],
    },
    async () => {
      await expect(probes.fromHost).toBeOpen();
      await expect(probes.fromHostToBridge).toBeOpen();
      await expect(probes.atLoopback).toBeAnsweredBy(world.onLoopback);
      await expect(probes.atLoopbackOfBridge).toBeAnsweredBy(world.loopbackOnlyOnBridge);
      fact('the client address at the addresses of both containers', [
        clientAddresses(await probes.fromHost),
        clientAddresses(await probes.fromHostToBridge),
      ]).is([[world.published.gateway], [world.publishedOnBridge.gateway]]);
      fact('the client address at ports published on 127.0.0.1', [
        clientAddress(await probes.atLoopback),
        clientAddress(await probes.atLoopbackOfBridge),
      ]).is([world.onLoopback.gateway, world.loopbackOnlyOnBridge.gateway]);
    },
  );

  behaviour(
    'source-address.to-lan',
    "LAN hosts see the address of the engine's host on requests from a container (masquerade)",
    {
      docs,
      why: "Replies get lost, because LAN hosts have no route to the container's address.",
      needs,
      relies: [...bridges, 'docker0-route', 'docker0-egress', 'egress-tcp', 'egress-udp'],
    },
    async () => {
      await expect(probes.toLan).toBeAnsweredBy(world.lanHost);
      await expect(probes.datagramToLan).toBeAnsweredBy(world.lanHost);
      await expect(probes.toLanFromBridge).toBeAnsweredBy(world.lanHost);
      await expect(probes.datagramToLanFromBridge).toBeAnsweredBy(world.lanHost);
      const [onDefault, onBridge] = [
        await Promise.all([probes.toLan, probes.datagramToLan]),
        await Promise.all([probes.toLanFromBridge, probes.datagramToLanFromBridge]),
      ];
      const seen = Array(2).fill(engineAddress());
      fact(
        'the client addresses that the LAN host sees of the container on the default bridge',
        onDefault.map(clientAddress),
      ).is(seen);
      fact(
        'the client addresses that the LAN host sees of the container on the user-defined bridge',
        onBridge.map(clientAddress),
      ).is(seen);
    },
  );
});
