import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  hostAddress,
  restoreLinkMtu,
  restoring,
  scenario,
  setLinkMtu,
} from '../../helpers/behaviour/index.ts';

/** The smallest MTU that every IPv6 link has: a VPN may have as little. */
const SMALL = 1280;

describe('A published container behind a link with a smaller MTU, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const bridge = network({ driver: 'bridge' });
    return { bridge, server: nginx({ on: bridge, publish: 80 }), lanHost: lanHost() };
  });

  behaviour(
    'mtu.path-learned',
    'A container learns of a smaller MTU on the way to a client, and its answers arrive whole',
    {
      docs: 'https://docs.docker.com/engine/network/firewall-iptables/',
      needs: ['lan-host', 'spoofing-tools', 'ip-forwarding'],
      relies: ['path-mtu', 'published-ports', 'from-lan', 'egress-udp', 'bridge-gateway'],
      why: 'Behind a VPN, small pages load and large ones stall for ever.',
    },
    async () => {
      const { server, lanHost } = world;
      const atHost = server.publishedAt(hostAddress(lanHost));
      await setLinkMtu(lanHost, SMALL);
      await using _ = restoring(() => restoreLinkMtu(lanHost));
      const { udpPort } = lanHost.others;
      const [fitting, longer] = [
        await from(server).unfragmented(lanHost.address, udpPort, SMALL),
        await from(server).unfragmented(lanHost.address, udpPort, SMALL + 1),
      ];
      fact(`the fate of a packet of ${SMALL} bytes to the LAN host`, fitting).is({
        kind: 'answered',
        by: lanHost.identity,
      });
      fact(`the fate of a packet of ${SMALL + 1} bytes`, longer).is({ kind: 'too long' });
      await expect(from(lanHost).get(`${atHost}/large`)).toBeAnsweredBy(server, { status: 200 });
    },
  );
});
