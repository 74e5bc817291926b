import {
  UDP_PORT,
  behaviour,
  closedTo,
  describe,
  expect,
  from,
  fromEngineHost,
  neededByControl,
  onceDone,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/#direct-routing';
const needs = ['lan-host', 'engine-firewall', 'ip-forwarding', 'lan-route'] as const;
const who = 'a LAN host';

describe('A LAN host with routes to containers', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const [bridge, second] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      bridge,
      second,
      published: nginx({ publish: 80, publishUdp: UDP_PORT }),
      unpublished: nginx(),
      publishedOnBridge: nginx({ on: bridge, publish: 80, publishUdp: UDP_PORT }),
      unpublishedOnBridge: nginx({ on: bridge, alsoOn: [{ on: second }] }),
      lanHost: lanHost(),
    };
  });

  type Container = typeof world.published;
  const direct = (container: Container) => from(world.lanHost).reachDirectly(container);
  const onSecond = () => ({ at: world.unpublishedOnBridge.addressOn(world.second) });
  const directUdp = ({ address }: Container) => from(world.lanHost).datagramDirectly(address, UDP_PORT);
  const atGateway = (container: Container) => from(world.lanHost).getDirectly(container.publishedAt(container.gateway));
  const udpAtGateway = (container: Container) =>
    from(world.lanHost).datagramDirectly(container.gateway, container.hostPort(UDP_PORT, 'udp'));

  // what closes a container must do so at each of its starts
  const onceRestarted = onceDone(() =>
    Promise.all([world.unpublishedOnBridge.restart(), world.publishedOnBridge.restart()]),
  );

  const probes = sharedProbes({
    unpublished: () => direct(world.unpublished),
    unpublishedOnBridge: () => onceRestarted(() => direct(world.unpublishedOnBridge)),
    unpublishedOnSecond: () =>
      onceRestarted(() => from(world.lanHost).reachDirectly(world.unpublishedOnBridge, onSecond())),
    published: () => direct(world.published),
    publishedOnBridge: () => onceRestarted(() => direct(world.publishedOnBridge)),
    publishedUdp: () => directUdp(world.published),
    publishedUdpOnBridge: () => onceRestarted(() => directUdp(world.publishedOnBridge)),

    hostToUnpublished: () => fromEngineHost.reach(world.unpublished),
    hostToSecond: () => onceRestarted(() => fromEngineHost.reach(world.unpublishedOnBridge, onSecond())),
    hostToPublished: () => fromEngineHost.reach(world.published),
    peerToUnpublished: () => onceRestarted(() => from(world.publishedOnBridge).reach(world.unpublishedOnBridge)),
    peerToPublished: () => onceRestarted(() => from(world.unpublishedOnBridge).reach(world.publishedOnBridge)),
    hostToPublishedUdp: () => fromEngineHost.datagram(world.published.address, UDP_PORT),
    peerToPublishedUdp: () =>
      onceRestarted(() => from(world.unpublishedOnBridge).datagram(world.publishedOnBridge.address, UDP_PORT)),

    byRoute: () => atGateway(world.published),
    byRouteToBridge: () => onceRestarted(() => atGateway(world.publishedOnBridge)),
    byRouteOverUdp: () => udpAtGateway(world.published),
    byRouteToBridgeOverUdp: () => onceRestarted(() => udpAtGateway(world.publishedOnBridge)),
  });

  behaviour(
    'lan.gateway-direct',
    "LAN hosts with a route to a bridge reach a published port at the gateway's address",
    {
      docs,
      why: 'Clients that reach the host by way of its bridge lose the published ports.',
      needs,
      relies: ['default-bridge', 'docker0-address', 'bridge-gateway', 'published-ports', 'published-udp', 'from-lan'],
    },
    async () => {
      await expect(probes.byRoute).toBeAnsweredBy(world.published);
      await expect(probes.byRouteToBridge).toBeAnsweredBy(world.publishedOnBridge);
      await expect(probes.byRouteOverUdp).toBeAnsweredBy(world.published);
      await expect(probes.byRouteToBridgeOverUdp).toBeAnsweredBy(world.publishedOnBridge);
    },
  );

  behaviour(
    'lan.unpublished-direct',
    'LAN hosts with a route to the container cannot reach a container without a published port',
    {
      docs,
      why: 'A database without a published port is open to every host on the link that sets a route.',
      needs,
      relies: ['filter', 'docker0-address', 'published-ports', 'from-lan'],
      controlsRely: ['default-bridge', 'peers'],
      security: closedTo(who, "an unpublished port at the container's address"),
    },
    async () => {
      await expect(probes.byRoute).toBeAnsweredBy(world.published);
      await expect(probes.unpublished).toBeClosed({ control: probes.hostToUnpublished });
      await expect(probes.byRouteToBridge).toBeAnsweredBy(world.publishedOnBridge);
      await expect(probes.unpublishedOnBridge).toBeClosed({ control: probes.peerToUnpublished });
      await expect(probes.unpublishedOnSecond).toBeClosed({ control: probes.hostToSecond });
    },
  );

  behaviour(
    'lan.published-direct',
    "LAN hosts with a route cannot reach published or other ports at the container's address",
    {
      docs,
      why: 'Clients bypass a firewall rule for the host port by connecting to the container port.',
      needs,
      relies: ['filter', 'published-direct', 'docker0-address', 'published-ports', 'from-lan'],
      controlsRely: ['default-bridge', 'peers'],
      security: closedTo(who, "a published port at the container's address"),
    },
    async () => {
      await expect(probes.byRoute).toBeAnsweredBy(world.published);
      await expect(probes.published).toBeClosed({ control: probes.hostToPublished });
      await expect(probes.publishedUdp).toBeBlocked({
        control: probes.hostToPublishedUdp,
        answeredBy: world.published,
      });
      await expect(probes.byRouteToBridge).toBeAnsweredBy(world.publishedOnBridge);
      await expect(probes.publishedOnBridge).toBeClosed({ control: probes.peerToPublished });
      await expect(probes.publishedUdpOnBridge).toBeBlocked({
        control: probes.peerToPublishedUdp,
        answeredBy: world.publishedOnBridge,
      });
    },
  );

  behaviour(
    'lan.same-port',
    'Requests of the host and of containers to a LAN host at the number of a published port reach the LAN host',
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/',
      why: 'On a machine that publishes port 443, every HTTPS request to another machine ends at its own web server.',
      needs: ['lan-host', 'ip-forwarding'],
      relies: ['egress-errors'],
      controlsRely: [
        'default-bridge',
        'bridge-gateway',
        'published-ports',
        'published-udp',
        'egress-tcp',
        'egress-udp',
      ],
    },
    async () => {
      const { published, unpublishedOnBridge, lanHost } = world;
      const { address, others } = lanHost;
      const ports = neededByControl(() => ({ tcp: published.hostPort(), udp: published.hostPort(UDP_PORT, 'udp') }));
      for (const client of [fromEngineHost, from(unpublishedOnBridge)]) {
        const [page, datagram, same, sameUdp] = await Promise.all([
          client.get(lanHost.url),
          client.datagram(address, others.udpPort),
          // nothing listens there
          client.get(`http://${address}:${ports.tcp}`),
          client.datagram(address, ports.udp),
        ]);
        await expect(same).toBeRefused({ control: page, answeredBy: lanHost });
        await expect(sameUdp).toBeRefused({ control: datagram, answeredBy: lanHost });
      }
    },
  );
});
