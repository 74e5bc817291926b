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
const who = 'a host of the LAN';
const within = { withinMs: NO_ANSWER_TIMEOUT_MS };

describe("a host beside the engine's, which sends packets for containers to it", () => {
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

  const asked = sharedProbes({
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
    'a port that is not published is not reached from another host that routes to the container',
    {
      docs,
      why: 'A database without a published port is open to everybody in the office who sets a route.',
      needs: [...needs, 'bridges-in-sight'],
      security: closedTo(who, "an unpublished port, by the container's address"),
    },
    async () => {
      await expect(asked.open).toBeAnsweredBy(world.published);
      await expect(asked.unpublished).toBeBlocked({ control: asked.fromHost, answeredBy: world.unpublished });
      await expect(asked.unpublishedThere).toBeBlocked({
        control: asked.insideThere,
        answeredBy: world.unpublishedThere,
      });
    },
  );

  behaviour(
    'lan.published-direct',
    "a published port is reached at the host's address, and not at the container's own",
    {
      docs,
      why: "A rule for the host's port is passed by at the port behind it.",
      needs,
      security: closedTo(who, "a published port, by the container's address"),
    },
    async () => {
      await expect(asked.published).toBeBlocked({ control: asked.open, answeredBy: world.published });
      await expect(asked.publishedThere).toBeBlocked({ control: asked.openThere, answeredBy: world.publishedThere });
    },
  );

  behaviour(
    'lan.loopback-direct',
    "a port published on 127.0.0.1 is not reached from another host by the container's address",
    {
      docs: portDocs,
      why: 'A service that was published for this machine alone is open to everybody on the link.',
      needs,
      security: closedTo(who, "a port published on 127.0.0.1, by the container's address"),
    },
    async () => {
      await expect(asked.loopback).toBeBlocked({ control: asked.onLoopback, answeredBy: world.onLoopback });
      await expect(asked.loopbackThere).toBeBlocked({
        control: asked.onLoopbackThere,
        answeredBy: world.onLoopbackThere,
      });
    },
  );

  behaviour(
    'lan.loopback-crafted',
    'nor by packets for 127.0.0.1 that the other host routes to this one',
    {
      docs: portDocs,
      why: 'A service that was published for this machine alone is open to everybody on the link.',
      needs,
      security: closedTo(who, 'a port published on 127.0.0.1, by a route for 127.0.0.1'),
    },
    async () => {
      await expect(asked.open).toBeAnsweredBy(world.published);
      await expect(asked.crafted).toBeBlocked({ control: asked.onLoopback, answeredBy: world.onLoopback });
      await expect(asked.craftedThere).toBeBlocked({
        control: asked.onLoopbackThere,
        answeredBy: world.onLoopbackThere,
      });
    },
  );

  behaviour(
    'source-address.from-lan',
    'the container sees another host by its own address',
    { docs: portDocs, why: 'Logs, rate limits and allow-lists see one address for all clients.', needs },
    async () => {
      await expect(asked.open).toBeAnsweredBy(world.published);
      fact('the address that it sees', clientSeen(await asked.open)).is(world.lanHost.host.nic.address);
    },
  );

  behaviour(
    'source-address.from-host',
    "it sees the engine's host by the address of its bridge: directly, and by a port that is published on 127.0.0.1",
    {
      docs: portDocs,
      why: 'Allow-lists for the host let nobody in, or everybody.',
      needs: [...needs, 'bridges-in-sight'],
    },
    async () => {
      await expect(asked.fromHost).toBeAnsweredBy(world.unpublished);
      await expect(asked.onLoopback).toBeAnsweredBy(world.onLoopback);
      const seen = [await asked.fromHost, await asked.onLoopback].map(clientSeen);
      fact('the addresses that it sees', seen).is([world.unpublished.gateway, world.onLoopback.gateway]);
    },
  );

  behaviour(
    'source-address.to-lan',
    "another host sees a container by the address of the engine's host",
    { docs, why: "Answers do not come back, since nobody outside knows the way to a container's address.", needs },
    async () => {
      await expect(asked.out).toBeAnsweredBy(world.lanHost);
      fact('the address that it sees', clientSeen(await asked.out)).is(host());
    },
  );
});
