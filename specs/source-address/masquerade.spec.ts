import { behaviour, clientAddress, describe, expect, fact, from, scenario } from '../../helpers/behaviour/index.ts';

describe('A container on a network that is not masqueraded, and a LAN host with a route to it', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const lan = lanHost();
    const options = { 'com.docker.network.bridge.enable_ip_masquerade': 'false' };
    // Docker Engine 28.5 drops replies to a container's own address from interfaces that its network does not trust
    const bridge = network({ driver: 'bridge', options, trusting: lan });
    return { bridge, container: nginx({ on: bridge }), lanHost: lan };
  });

  behaviour(
    'source-address.masquerade-off',
    'With `enable_ip_masquerade=false`, LAN hosts with a route see the own address of a container',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/#options',
      why: 'A network with addresses of its own in the LAN is hidden behind the host, and allow-lists do not match.',
      needs: ['lan-host', 'lan-route', 'engine-firewall', 'ip-forwarding'],
      relies: ['bridge-gateway', 'inspect-address'],
    },
    async () => {
      const { container, lanHost } = world;
      await from(lanHost).addRoute(container.address);
      const [page, datagram] = await Promise.all([
        from(container).get(lanHost.url),
        from(container).datagram(lanHost.address, lanHost.others.udpPort),
      ]);
      await expect(page).toBeAnsweredBy(lanHost);
      await expect(datagram).toBeAnsweredBy(lanHost);
      fact('the client addresses that the LAN host sees', [page, datagram].map(clientAddress)).is([
        container.address,
        container.address,
      ]);
    },
  );
});
