import {
  behaviour,
  describe,
  expect,
  from,
  hostAddress6,
  restoreLinkMtu,
  restoring,
  scenario,
  setLinkMtu,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

/** The smallest MTU that every IPv6 link has: a VPN may have as little. */
const SMALL = 1280;

describe('A container with a port that it publishes over IPv6, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const bridge = network({ driver: 'bridge', ipv6: true });
    return {
      bridge,
      server: nginx({ on: bridge, publish: 80, publishOn: '::' }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  behaviour(
    'mtu.path-learned-ipv6',
    'Large answers arrive whole over IPv6 where the MTU on the way to a client is smaller',
    {
      docs: 'https://docs.docker.com/engine/network/firewall-iptables/',
      needs: ['lan-host', 'ipv6', 'engine-firewall-ipv6', 'ip-forwarding'],
      relies: ['published-ports-ipv6'],
      why: 'Behind a VPN, large pages stall for clients that prefer IPv6, and load for all others.',
    },
    async () => {
      const { server, lanHost, process } = world;
      await untilGatewaysAnswer(process, server);
      const url = server.publishedAt(hostAddress6(lanHost));
      await expect(from(lanHost).get(url)).toBeAnsweredBy(server);
      await setLinkMtu(lanHost, SMALL);
      await using _ = restoring(() => restoreLinkMtu(lanHost));
      await expect(from(lanHost).get(`${url}/large`)).toBeAnsweredBy(server, { status: 200 });
    },
  );
});
