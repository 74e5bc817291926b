import {
  TRUSTED_INTERFACES,
  UDP_PORT,
  behaviour,
  closedTo,
  describe,
  expect,
  from,
  fromEngineHost,
  hostAddress,
  onceDone,
  openTo,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/#publishing-ports';
const needs = ['lan-host', 'engine-firewall', 'ip-forwarding'] as const;
const who = 'a LAN host';
const loopback = '127.0.0.1';

describe('A LAN host with routes to containers: ports published on 127.0.0.1, and a network that trusts the LAN', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    // to trust another interface must open nothing here
    const bridge = network({ driver: 'bridge', options: { [TRUSTED_INTERFACES]: 'lo' } });
    const lan = lanHost();
    const trusting = network({ driver: 'bridge', trusting: lan });
    const published = { publish: 80, publishUdp: UDP_PORT, publishOn: loopback };
    return {
      bridge,
      trusting,
      onLoopback: nginx(published),
      loopbackOnBridge: nginx({ on: bridge, ...published }),
      open: nginx({ on: trusting, publish: 80, publishUdp: UDP_PORT }),
      lanHost: lan,
    };
  });

  type Container = typeof world.open;
  const direct = (container: Container) => from(world.lanHost).reachDirectly(container);
  const directUdp = ({ address }: Container) => from(world.lanHost).datagramDirectly(address, UDP_PORT);
  const crafted = (container: Container) => from(world.lanHost).getDirectly(container.publishedAt(loopback));
  const craftedUdp = (container: Container) =>
    from(world.lanHost).datagramDirectly(loopback, container.hostPort(UDP_PORT, 'udp'));
  const onHost = (container: Container) => fromEngineHost.get(container.publishedAt(loopback));
  const onHostOverUdp = (container: Container) =>
    fromEngineHost.datagram(loopback, container.hostPort(UDP_PORT, 'udp'));

  // what closes a container must do so at each of its starts
  const onceRestarted = onceDone(() => world.loopbackOnBridge.restart());

  const probes = sharedProbes({
    direct: () => direct(world.onLoopback),
    directToBridge: () => onceRestarted(() => direct(world.loopbackOnBridge)),
    directUdp: () => directUdp(world.onLoopback),
    directUdpToBridge: () => onceRestarted(() => directUdp(world.loopbackOnBridge)),
    crafted: () => crafted(world.onLoopback),
    craftedToBridge: () => onceRestarted(() => crafted(world.loopbackOnBridge)),
    craftedUdp: () => craftedUdp(world.onLoopback),
    craftedUdpToBridge: () => onceRestarted(() => craftedUdp(world.loopbackOnBridge)),

    open: () => from(world.lanHost).get(world.open.publishedAt(hostAddress(world.lanHost))),
    trusted: () => direct(world.open),
    trustedUdp: () => from(world.lanHost).datagramDirectly(world.open.address, UDP_PORT),
    hostToTrusted: () => fromEngineHost.reach(world.open),
    hostDirect: () => fromEngineHost.reach(world.onLoopback),
    hostDirectToBridge: () => onceRestarted(() => fromEngineHost.reach(world.loopbackOnBridge)),
    hostDirectUdp: () => fromEngineHost.datagram(world.onLoopback.address, UDP_PORT),
    hostDirectUdpToBridge: () => onceRestarted(() => fromEngineHost.datagram(world.loopbackOnBridge.address, UDP_PORT)),
    onHost: () => onHost(world.onLoopback),
    onHostToBridge: () => onceRestarted(() => onHost(world.loopbackOnBridge)),
    onHostOverUdp: () => onHostOverUdp(world.onLoopback),
    onHostOverUdpToBridge: () => onceRestarted(() => onHostOverUdp(world.loopbackOnBridge)),
  });

  behaviour(
    'lan.loopback-direct',
    "A port published on 127.0.0.1 is blocked for LAN hosts that route to the container's address",
    {
      docs,
      why: 'A service published for this machine only is open to every host on the link that sets a route.',
      needs: [...needs, 'lan-route'],
      relies: ['filter', 'published-direct', 'published-ports', 'from-lan'],
      controlsRely: ['default-bridge', 'docker0-traffic', 'localhost'],
      security: closedTo(who, "a port published on 127.0.0.1 at the container's address"),
    },
    async () => {
      await expect(probes.open).toBeAnsweredBy(world.open);
      await expect(probes.direct).toBeClosed({ control: probes.hostDirect });
      await expect(probes.directToBridge).toBeClosed({ control: probes.hostDirectToBridge });
      // the published UDP port: the tables have another one
      const { onLoopback, loopbackOnBridge } = world;
      await expect(probes.directUdp).toBeBlocked({ control: probes.hostDirectUdp, answeredBy: onLoopback });
      await expect(probes.directUdpToBridge).toBeBlocked({
        control: probes.hostDirectUdpToBridge,
        answeredBy: loopbackOnBridge,
      });
    },
  );

  behaviour(
    'lan.loopback-crafted',
    'A port published on 127.0.0.1 is blocked for LAN packets addressed to 127.0.0.1',
    {
      docs,
      why: 'A service published for this machine only is open to every host on the link that routes 127.0.0.1 to it.',
      needs,
      relies: ['filter', 'published-direct', 'published-ports', 'published-udp', 'from-lan'],
      controlsRely: ['default-bridge', 'localhost'],
      security: closedTo(who, 'a port published on 127.0.0.1 by a route for 127.0.0.1'),
    },
    async () => {
      await expect(probes.open).toBeAnsweredBy(world.open);
      await expect(probes.crafted).toBeBlocked({ control: probes.onHost, answeredBy: world.onLoopback });
      await expect(probes.craftedToBridge).toBeBlocked({
        control: probes.onHostToBridge,
        answeredBy: world.loopbackOnBridge,
      });
      await expect(probes.craftedUdp).toBeBlocked({ control: probes.onHostOverUdp, answeredBy: world.onLoopback });
      await expect(probes.craftedUdpToBridge).toBeBlocked({
        control: probes.onHostOverUdpToBridge,
        answeredBy: world.loopbackOnBridge,
      });
    },
  );

  behaviour(
    'lan.trusted-interface',
    'LAN hosts on an interface that a bridge network trusts reach its published ports directly, and no others',
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/#direct-routing-to-containers-in-bridge-networks',
      why: 'A network that is routed on purpose stays closed to its clients, or opens all its ports to them.',
      needs: [...needs, 'direct-routing-options', 'lan-route'],
      relies: ['filter', 'published-ports', 'published-udp', 'from-lan'],
      security: openTo(who, "a published port at the container's address, by an interface that its network trusts"),
    },
    async () => {
      await expect(probes.trusted).toBeOpenOnlyBy(['TCP'], { control: probes.hostToTrusted });
      await expect(probes.trustedUdp).toBeAnsweredBy(world.open);
    },
  );
});
