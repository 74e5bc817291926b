import {
  UDP_PORT,
  behaviour,
  describe,
  expect,
  from,
  hostNetwork,
  onceDone,
  openTo,
  scenario,
  sharedProbes,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

describe('An engine with --allow-direct-routing, and a LAN host', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const host = engineHost({ dockerd: ['--allow-direct-routing'] });
    const bridge = network({ driver: 'bridge', ipv6: true, at: host });
    return {
      host,
      bridge,
      web: nginx({ at: host, on: bridge, publish: 80, publishUdp: UDP_PORT }),
      process: nginx({ at: host, on: hostNetwork }),
      lanHost: lanHost(),
    };
  });

  const onceForwarded = onceDone(() => untilGatewaysAnswer(world.process, world.web));

  const probes = sharedProbes({
    direct: () => from(world.lanHost).reachDirectly(world.web, { through: world.host }),
    directUdp: () => from(world.lanHost).datagramDirectly(world.web.address, UDP_PORT, world.host),
    fromHost: () => from(world.host).reach(world.web),
    direct6: () => onceForwarded(() => from(world.lanHost).reachDirectly6(world.web, { through: world.host })),
    directUdp6: () =>
      onceForwarded(() => from(world.lanHost).datagramDirectly(world.web.address6, UDP_PORT, world.host)),
    fromHost6: () => onceForwarded(() => from(world.host).reach6(world.web)),
  });

  behaviour(
    'engine.direct-routing',
    '`--allow-direct-routing` opens published ports at the address of the container, and no other ports',
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/#direct-routing-to-containers-in-bridge-networks',
      why: 'Clients that are routed to containers lose them with an upgrade to Docker Engine 28, or reach all their ports.',
      needs: ['lab', 'ipv6', 'direct-routing-options'],
      relies: ['filter', 'filter-ipv6', 'published-ports', 'published-ports-ipv6', 'published-udp'],
      security: openTo('a LAN host', 'a published port of an engine with --allow-direct-routing, by a route'),
    },
    async () => {
      await expect(probes.direct).toBeOpenOnlyBy(['TCP'], { control: probes.fromHost });
      await expect(probes.directUdp).toBeAnsweredBy(world.web);
      await expect(probes.direct6).toBeOpenOnlyBy(['TCP'], { control: probes.fromHost6 });
      await expect(probes.directUdp6).toBeAnsweredBy(world.web);
    },
  );
});
