import {
  behaviour,
  clientAddress,
  describe,
  expect,
  fact,
  from,
  fromEngineHost,
  scenario,
  sharedProbes,
  required,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';
const filterDocs = 'https://docs.docker.com/engine/network/packet-filtering-firewalls/';
const needs = ['root-on-engine-host', 'engine-firewall', 'ip-forwarding'] as const;

describe('Containers, their host and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const bridge = network({ driver: 'bridge' });
    return {
      bridge,
      published: nginx({ publish: 80 }),
      onLoopback: nginx({ publish: 80, publishOn: '127.0.0.1' }),
      onBridge: nginx({ on: bridge }),
      lanHost: lanHost(),
    };
  });

  const probes = sharedProbes({
    fromLanHost: () =>
      from(world.lanHost).get(
        world.published.publishedAt(required("address of the engine's host on the link", world.lanHost.engineAddress)),
      ),
    fromHost: () => fromEngineHost.get(world.published.url),
    fromHostAtLoopback: () => fromEngineHost.get(world.onLoopback.publishedAt('127.0.0.1')),
    toLanHost: () => from(world.onBridge).get(world.lanHost.url),
  });

  behaviour(
    'source-address.from-lan',
    "A container sees the LAN host's own address on connections to a published port",
    {
      docs,
      why: 'Logs, rate limits and allow-lists see one address for all clients.',
      needs,
      relies: ['default-bridge', 'published-ports', 'from-lan'],
    },
    async () => {
      await expect(probes.fromLanHost).toBeAnsweredBy(world.published);
      fact('the client address that the container sees', clientAddress(await probes.fromLanHost)).is(
        world.lanHost.host.nic.address,
      );
    },
  );

  behaviour(
    'source-address.from-host',
    "A container sees its gateway's address on connections from the engine's host",
    {
      docs,
      why: 'Allow-lists cannot distinguish connections from the host.',
      needs: [...needs, 'visible-bridges'],
      relies: ['default-bridge', 'docker0-traffic', 'published-ports', 'localhost'],
    },
    async () => {
      await expect(probes.fromHost).toBeAnsweredBy(world.published);
      await expect(probes.fromHostAtLoopback).toBeAnsweredBy(world.onLoopback);
      const seen = [await probes.fromHost, await probes.fromHostAtLoopback].map(clientAddress);
      fact('the client addresses that the containers see', seen).is([
        world.published.gateway,
        world.onLoopback.gateway,
      ]);
    },
  );

  behaviour(
    'source-address.to-lan',
    "LAN hosts see the address of the engine's host on connections from a container (masquerade)",
    {
      docs: filterDocs,
      why: "Replies get lost, because LAN hosts have no route to the container's address.",
      needs,
      relies: ['egress-tcp'],
    },
    async () => {
      await expect(probes.toLanHost).toBeAnsweredBy(world.lanHost);
      fact('the client address that the LAN host sees', clientAddress(await probes.toLanHost)).is(
        world.lanHost.engineAddress,
      );
    },
  );
});
