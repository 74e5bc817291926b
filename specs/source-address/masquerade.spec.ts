import {
  behaviour,
  clientAddress,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  fact,
  from,
  fromEngineHost,
  scenario,
} from '../../helpers/behaviour/index.ts';

describe('A container on a network that is not masqueraded, one on the default bridge, and a LAN host with a route', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const lan = lanHost();
    const options = { 'com.docker.network.bridge.enable_ip_masquerade': 'false' };
    // Docker Engine 28.5 drops replies to a container's own address from interfaces that its network does not trust
    const bridge = network({ driver: 'bridge', options, trusting: lan });
    return { bridge, container: nginx({ on: bridge }), outsider: nginx(), lanHost: lan };
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

  behaviour(
    'source-address.masquerade-off-closed',
    'With `enable_ip_masquerade=false`, LAN hosts and other bridges cannot reach an unpublished container',
    {
      docs: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
      why: 'A network whose addresses are routed in the LAN has all its ports open there, and to every container.',
      needs: ['lan-host', 'lan-route', 'engine-firewall', 'ip-forwarding'],
      relies: ['filter'],
      controlsRely: ['default-bridge', 'bridge-gateway', 'inspect-address'],
      security: closedTo('a LAN host', 'a container on a network with enable_ip_masquerade=false'),
    },
    async () => {
      const { container, outsider, lanHost } = world;
      const [fromLan, fromOther, toOther, control, otherControl] = await Promise.all([
        from(lanHost).reachDirectly(container),
        from(outsider).reach(container, expectingNoAnswer),
        from(container).reach(outsider, expectingNoAnswer),
        fromEngineHost.reach(container),
        fromEngineHost.reach(outsider),
      ]);
      await expect(fromLan).toBeClosed({ control });
      await expect(fromOther).toBeClosed({ control });
      await expect(toOther).toBeClosed({ control: otherControl });
    },
  );
});
