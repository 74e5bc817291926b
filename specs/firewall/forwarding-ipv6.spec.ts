import {
  UDP_PORT,
  behaviour,
  closedTo,
  describe,
  expect,
  firewallOf,
  from,
  hostNetwork,
  openTo,
  required,
  scenario,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-on-a-router';
const who = 'a LAN host';

describe('An engine with an IPv6 network, on a host that already forwards, with rules of its own', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const host = engineHost({ forwarding: true });
    // with some engines, only a network with IPv6 changes what the host does with IPv6 packets
    const bridge = network({ driver: 'bridge', ipv6: true, at: host });
    return {
      host,
      bridge,
      web: nginx({ at: host, on: bridge }),
      peer: nginx({ at: host, on: bridge, publish: 80, publishUdp: UDP_PORT }),
      process: nginx({ at: host, on: hostNetwork }),
      lanHost: lanHost(),
      other: lanHost(),
    };
  });

  behaviour(
    'firewall.forwarding-host-ipv6',
    'An unpublished port is blocked over IPv6 for LAN hosts even if forwarding was on before the engine started',
    {
      docs,
      why: 'Every port of every container is open to the Internet on a router: IPv6 addresses need no translation.',
      needs: ['lab', 'ipv6'],
      relies: ['filter-ipv6'],
      controlsRely: ['peers-ipv6'],
      security: closedTo(who, 'an unpublished port by an IPv6 route, on a host that forwards'),
    },
    async () => {
      const { web, peer, process, lanHost, host } = world;
      await untilGatewaysAnswer(process, web);
      // for the replies to what it sends, where the engine masquerades nothing
      await from(lanHost).addRoute(web.address6, host);
      const [out, direct, control] = await Promise.all([
        from(web).get(lanHost.url6),
        from(lanHost).reachDirectly6(web, { through: host }),
        from(peer).reach6(web),
      ]);
      // the link between them is open
      await expect(out).toBeAnsweredBy(lanHost);
      await expect(direct).toBeClosed({ control });
    },
  );

  behaviour(
    'firewall.policy-left-ipv6',
    'A host that forwarded IPv6 packets before the engine started still forwards them',
    {
      docs,
      why: 'On a router or a VPN gateway, the first start of the engine cuts off all IPv6 networks behind it.',
      needs: ['lab', 'ipv6', 'no-firewalld'],
      security: openTo(who, 'other hosts over IPv6 through a router that an engine runs on'),
    },
    async () => {
      const { lanHost, other, host } = world;
      // replies pass through the host as well
      await from(other).addRoute(lanHost.host.nic.address6, host);
      await from(lanHost).addRoute(other.host.nic.address6, host);
      // or else the host sends them an ICMP redirect to the direct route
      await firewallOf(host).withRule6('OUTPUT', '-p icmpv6 --icmpv6-type redirect -j DROP', async () => {
        const [there, andBack] = await Promise.all([
          from(lanHost).getDirectly(other.url6, host),
          from(other).getDirectly(lanHost.url6, host),
        ]);
        await expect(there).toBeAnsweredBy(other);
        await expect(andBack).toBeAnsweredBy(lanHost);
      });
    },
  );

  behaviour(
    'firewall.foreign-drop-ipv6',
    'A DROP rule that others append to the IPv6 FORWARD chain blocks neither published ports nor containers',
    {
      docs: 'https://docs.docker.com/engine/release-notes/28/#2801',
      why: 'On hosts with an IPv6 firewall of their own, published ports are closed after an upgrade of the engine.',
      needs: ['lab', 'ipv6'],
      relies: ['published-ports-ipv6', 'peers-ipv6'],
      security: openTo(who, 'a published port in spite of a DROP at the end of the IPv6 FORWARD chain'),
    },
    async () => {
      const { web, peer, process, lanHost, host } = world;
      const address = required("IPv6 address of the engine's host", host.lab?.nic.address6);
      await untilGatewaysAnswer(process, web);
      // for the replies to what it sends, where the engine masquerades nothing
      await from(lanHost).addRoute(web.address6, host);
      // whoever does not know the MAC address of a peer hears that there is no such host, instead of nothing
      await expect(from(web).get(peer.url6)).toBeAnsweredBy(peer);
      const requests = async () => {
        const [page, datagram, out, toPeer] = await Promise.all([
          from(lanHost).get(peer.publishedAt(address)),
          from(lanHost).datagram(address, peer.hostPort6(UDP_PORT, 'udp')),
          from(web).get(lanHost.url6),
          from(web).get(peer.url6),
        ]);
        await expect(page).toBeAnsweredBy(peer);
        await expect(datagram).toBeAnsweredBy(peer);
        await expect(out).toBeAnsweredBy(lanHost);
        await expect(toPeer).toBeAnsweredBy(peer);
      };
      await firewallOf(host).withRule6('FORWARD', '-j DROP', requests, 'last');
    },
  );
});
