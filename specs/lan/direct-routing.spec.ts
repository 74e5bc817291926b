import {
  behaviour,
  closedTo,
  describe,
  expect,
  from,
  fromEngineHost,
  scenario,
  sharedProbes,
  required,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/packet-filtering-firewalls/';
const portDocs = 'https://docs.docker.com/engine/network/port-publishing/';
const needs = ['root-on-engine-host', 'engine-firewall', 'ip-forwarding'] as const;
const who = 'a LAN host';

describe('A LAN host with routes to containers', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const bridge = network({ driver: 'bridge' });
    return {
      bridge,
      published: nginx({ publish: 80 }),
      onLoopback: nginx({ publish: 80, publishOn: '127.0.0.1' }),
      unpublished: nginx(),
      publishedOnBridge: nginx({ on: bridge, publish: 80 }),
      loopbackOnlyOnBridge: nginx({ on: bridge, publish: 80, publishOn: '127.0.0.1' }),
      unpublishedOnBridge: nginx({ on: bridge }),
      lanHost: lanHost(),
    };
  });

  const direct = (url: string) => from(world.lanHost).getDirectly(url);
  const atHost = (container: typeof world.published) =>
    from(world.lanHost).get(
      container.publishedAt(required("address of the engine's host on the link", world.lanHost.engineAddress)),
    );

  const probes = sharedProbes({
    unpublished: () => direct(world.unpublished.url),
    unpublishedOnBridge: () => direct(world.unpublishedOnBridge.url),
    published: () => direct(world.published.url),
    publishedOnBridge: () => direct(world.publishedOnBridge.url),
    loopback: () => direct(world.onLoopback.url),
    loopbackOnBridge: () => direct(world.loopbackOnlyOnBridge.url),
    crafted: () => direct(world.onLoopback.publishedAt('127.0.0.1')),
    craftedOnBridge: () => direct(world.loopbackOnlyOnBridge.publishedAt('127.0.0.1')),

    open: () => atHost(world.published),
    openOnBridge: () => atHost(world.publishedOnBridge),
    insideBridge: () => from(world.publishedOnBridge).get(world.unpublishedOnBridge.url),
    onLoopback: () => fromEngineHost.get(world.onLoopback.publishedAt('127.0.0.1')),
    loopbackOnlyOnBridge: () => fromEngineHost.get(world.loopbackOnlyOnBridge.publishedAt('127.0.0.1')),
    fromHost: () => fromEngineHost.get(world.unpublished.url),
  });

  behaviour(
    'lan.unpublished-direct',
    'LAN hosts with a route to the container cannot reach an unpublished port',
    {
      docs,
      why: 'A database without a published port is open to every host on the link that sets a route.',
      needs: [...needs, 'visible-bridges'],
      relies: ['filter', 'published-ports', 'from-lan'],
      controlsRely: ['default-bridge', 'peers'],
      security: closedTo(who, "an unpublished port at the container's address"),
    },
    async () => {
      await expect(probes.open).toBeAnsweredBy(world.published);
      await expect(probes.unpublished).toBeBlocked({ control: probes.fromHost, answeredBy: world.unpublished });
      await expect(probes.unpublishedOnBridge).toBeBlocked({
        control: probes.insideBridge,
        answeredBy: world.unpublishedOnBridge,
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
      await expect(probes.publishedOnBridge).toBeBlocked({
        control: probes.openOnBridge,
        answeredBy: world.publishedOnBridge,
      });
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
      await expect(probes.loopbackOnBridge).toBeBlocked({
        control: probes.loopbackOnlyOnBridge,
        answeredBy: world.loopbackOnlyOnBridge,
      });
    },
  );

  behaviour(
    'lan.loopback-crafted',
    'A port published on 127.0.0.1 is blocked for LAN packets addressed to 127.0.0.1',
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
      await expect(probes.craftedOnBridge).toBeBlocked({
        control: probes.loopbackOnlyOnBridge,
        answeredBy: world.loopbackOnlyOnBridge,
      });
    },
  );
});
