import {
  behaviour,
  clientSeen,
  closedTo,
  describe,
  expect,
  fact,
  from,
  fromEngineHost,
  scenario,
  NO_ANSWER_TIMEOUT_MS,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/packet-filtering-firewalls/';
const portDocs = 'https://docs.docker.com/engine/network/port-publishing/';
const needs = ['root-on-engine-host', 'engine-firewall', 'ip-forwarding'] as const;
const who = 'a LAN host';
const within = { withinMs: NO_ANSWER_TIMEOUT_MS };

describe('A LAN host with routes to containers', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const bridge = network({ driver: 'bridge' });
    return {
      bridge,
      published: nginx({ publish: 80 }),
      onLoopback: nginx({ publish: 80, publishOn: '127.0.0.1' }),
      unpublished: nginx(),
      publishedThere: nginx({ on: bridge, publish: 80 }),
      onLoopbackThere: nginx({ on: bridge, publish: 80, publishOn: '127.0.0.1' }),
      unpublishedThere: nginx({ on: bridge }),
      lanHost: lanHost(),
    };
  });

  const host = () => world.lanHost.engineAddress ?? '';
  const direct = (url: string) => from(world.lanHost).get(url, { ...within, via: host() });

  const probes = sharedProbes({
    unpublished: () => direct(world.unpublished.url),
    unpublishedThere: () => direct(world.unpublishedThere.url),
    published: () => direct(world.published.url),
    publishedThere: () => direct(world.publishedThere.url),
    loopback: () => direct(world.onLoopback.url),
    loopbackThere: () => direct(world.onLoopbackThere.url),
    crafted: () => direct(`http://127.0.0.1:${world.onLoopback.hostPort()}`),
    craftedThere: () => direct(`http://127.0.0.1:${world.onLoopbackThere.hostPort()}`),

    open: () => from(world.lanHost).get(`http://${host()}:${world.published.hostPort()}`),
    openThere: () => from(world.lanHost).get(`http://${host()}:${world.publishedThere.hostPort()}`),
    insideThere: () => from(world.publishedThere).get(world.unpublishedThere.url),
    onLoopback: () => fromEngineHost.get(`http://127.0.0.1:${world.onLoopback.hostPort()}`),
    onLoopbackThere: () => fromEngineHost.get(`http://127.0.0.1:${world.onLoopbackThere.hostPort()}`),
    fromHost: () => fromEngineHost.get(world.unpublished.url),
    out: () => from(world.unpublishedThere).get(world.lanHost.url),
  });

  behaviour(
    'lan.unpublished-direct',
    'LAN hosts with a route cannot reach an unpublished port',
    {
      docs,
      why: 'A database without a published port is open to everybody in the office who sets a route.',
      needs: [...needs, 'bridges-in-sight'],
      relies: ['filter', 'published-ports', 'from-lan'],
      controlsRely: ['default-bridge', 'peers'],
      security: closedTo(who, "an unpublished port at the container's address"),
    },
    async () => {
      await expect(probes.open).toBeAnsweredBy(world.published);
      await expect(probes.unpublished).toBeBlocked({ control: probes.fromHost, answeredBy: world.unpublished });
      await expect(probes.unpublishedThere).toBeBlocked({
        control: probes.insideThere,
        answeredBy: world.unpublishedThere,
      });
    },
  );

  behaviour(
    'lan.published-direct',
    "LAN hosts with a route cannot reach a published port at the container's address",
    {
      docs,
      why: 'Clients bypass a firewall rule for the host port by connecting to the container port.',
      needs,
      relies: ['filter', 'published-direct'],
      controlsRely: ['default-bridge', 'published-ports', 'from-lan'],
      security: closedTo(who, "a published port at the container's address"),
    },
    async () => {
      await expect(probes.published).toBeBlocked({ control: probes.open, answeredBy: world.published });
      await expect(probes.publishedThere).toBeBlocked({ control: probes.openThere, answeredBy: world.publishedThere });
    },
  );

  behaviour(
    'lan.loopback-direct',
    "A port published on 127.0.0.1 is blocked for LAN hosts that route to the container's address",
    {
      docs: portDocs,
      why: 'A service published for this machine only is open to every host on the link that sets a route.',
      needs,
      relies: ['filter', 'published-direct'],
      controlsRely: ['default-bridge', 'published-ports', 'localhost'],
      security: closedTo(who, "a port published on 127.0.0.1 at the container's address"),
    },
    async () => {
      await expect(probes.loopback).toBeBlocked({ control: probes.onLoopback, answeredBy: world.onLoopback });
      await expect(probes.loopbackThere).toBeBlocked({
        control: probes.onLoopbackThere,
        answeredBy: world.onLoopbackThere,
      });
    },
  );

  behaviour(
    'lan.loopback-crafted',
    'A port published on 127.0.0.1 rejects LAN packets addressed to 127.0.0.1',
    {
      docs: portDocs,
      why: 'A service published for this machine only is open to every host on the link that routes 127.0.0.1 to it.',
      needs,
      relies: ['filter', 'published-direct', 'published-ports', 'from-lan'],
      controlsRely: ['default-bridge', 'localhost'],
      security: closedTo(who, 'a port published on 127.0.0.1 by a route for 127.0.0.1'),
    },
    async () => {
      await expect(probes.open).toBeAnsweredBy(world.published);
      await expect(probes.crafted).toBeBlocked({ control: probes.onLoopback, answeredBy: world.onLoopback });
      await expect(probes.craftedThere).toBeBlocked({
        control: probes.onLoopbackThere,
        answeredBy: world.onLoopbackThere,
      });
    },
  );

  behaviour(
    'source-address.from-lan',
    "A container sees the LAN host's own address on connections to a published port",
    {
      docs: portDocs,
      why: 'Logs, rate limits and allow-lists see one address for all clients.',
      needs,
      relies: ['default-bridge', 'published-ports', 'from-lan'],
    },
    async () => {
      await expect(probes.open).toBeAnsweredBy(world.published);
      fact('the client address that the container sees', clientSeen(await probes.open)).is(
        world.lanHost.host.nic.address,
      );
    },
  );

  behaviour(
    'source-address.from-host',
    "A container sees its gateway's address on connections from the engine's host",
    {
      docs: portDocs,
      why: 'Allow-lists for the host admit nobody, or everybody.',
      needs: [...needs, 'bridges-in-sight'],
      relies: ['default-bridge', 'docker0-traffic', 'published-ports', 'localhost'],
    },
    async () => {
      await expect(probes.fromHost).toBeAnsweredBy(world.unpublished);
      await expect(probes.onLoopback).toBeAnsweredBy(world.onLoopback);
      const seen = [await probes.fromHost, await probes.onLoopback].map(clientSeen);
      fact('the client addresses that the containers see', seen).is([
        world.unpublished.gateway,
        world.onLoopback.gateway,
      ]);
    },
  );

  behaviour(
    'source-address.to-lan',
    "LAN hosts see the address of the engine's host on connections from a container (masquerade)",
    {
      docs,
      why: "Replies get lost, because LAN hosts have no route to the container's address.",
      needs,
      relies: ['egress-tcp'],
    },
    async () => {
      await expect(probes.out).toBeAnsweredBy(world.lanHost);
      fact('the client address that the LAN host sees', clientSeen(await probes.out)).is(host());
    },
  );
});
