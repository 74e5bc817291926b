import {
  UDP_PORT,
  arrivedAt,
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  fact,
  firewallOf,
  from,
  leftOutOfScript,
  openTo,
  required,
  restartEngine,
  scenario,
} from '../../helpers/behaviour/index.ts';

const router = 'https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-on-a-router';
const needs = ['lab'] as const;

describe('An engine that switched forwarding on, on a host with rules of its own', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const host = engineHost();
    const bridge = network({ driver: 'bridge', at: host });
    const internal = network({ driver: 'bridge', internal: true, at: host });
    const restart = 'always' as const;
    return {
      host,
      bridge,
      internal,
      web: nginx({ at: host, on: bridge, publish: 80, publishUdp: UDP_PORT, restart }),
      client: nginx({ at: host, on: bridge, restart }),
      outsider: nginx({ at: host, publish: 80, restart }),
      inside: nginx({ at: host, on: internal, restart }),
      lanHost: lanHost(),
      other: lanHost(),
    };
  });

  const firewall = () => firewallOf(world.host);
  const address = () => required("address of the engine's host", world.host.lab?.nic.address);
  const page = (container: typeof world.web) => from(world.lanHost).get(container.publishedAt(address()));

  /** Expects that LAN hosts reach the published ports, containers reach LAN hosts, and each other. */
  const expectForwarded = async () => {
    const { web, outsider, client, lanHost } = world;
    const [onBridge, datagram, onDefault, out, outOfDefault, peer] = await Promise.all([
      page(web),
      from(lanHost).datagram(address(), web.hostPort(UDP_PORT, 'udp')),
      page(outsider),
      from(client).get(lanHost.url),
      from(outsider).get(lanHost.url),
      from(client).get(web.url),
    ]);
    await expect(onBridge).toBeAnsweredBy(web);
    await expect(datagram).toBeAnsweredBy(web);
    await expect(onDefault).toBeAnsweredBy(outsider);
    await expect(out).toBeAnsweredBy(lanHost);
    await expect(outOfDefault).toBeAnsweredBy(lanHost);
    await expect(peer).toBeAnsweredBy(web);
  };

  behaviour(
    'firewall.foreign-drop',
    'A DROP rule that others append to the FORWARD chain blocks neither published ports nor containers',
    {
      docs: 'https://docs.docker.com/engine/release-notes/28/#2801',
      why: 'On hosts with a firewall of their own, published ports are closed after an upgrade of the engine.',
      needs,
      relies: ['published-ports', 'from-lan', 'inspect-address'],
      security: openTo('a LAN host', 'a published port in spite of a DROP at the end of FORWARD'),
    },
    () => firewall().withRule('FORWARD', '-j DROP', expectForwarded, 'last'),
  );

  behaviour(
    'firewall.forward-policy',
    'Published ports and outgoing connections work where the host drops forwarded packets by default',
    {
      docs: router,
      why: 'On hardened hosts, no container is reachable and none reaches the network.',
      needs,
      relies: ['published-ports', 'from-lan', 'inspect-address'],
      security: openTo('a LAN host', 'a published port in spite of the FORWARD policy DROP'),
    },
    () => firewall().withForwardPolicy('DROP', expectForwarded),
  );

  behaviour(
    'firewall.policy-dropped',
    'An engine that enables IPv4 forwarding does not turn its host into a router',
    {
      docs: router,
      why: 'A laptop or server with containers routes between all networks that it is on.',
      needs,
      relies: ['filter'],
      security: closedTo('a LAN host', "other hosts through the engine's host"),
    },
    async () => {
      await firewall().withoutRedirects();
      const { lanHost, other, outsider, host } = world;
      // replies pass through the host as well
      await from(other).addRoute(lanHost.address, host);
      await from(lanHost).addRoute(other.address, host);
      // what a container sends to them is forwarded
      const [there, andBack, toOther, toLanHost] = await Promise.all([
        from(lanHost).getDirectly(other.url, host),
        from(other).getDirectly(lanHost.url, host),
        from(outsider).get(other.url),
        from(outsider).get(lanHost.url),
      ]);
      await expect(there).toBeBlocked({ control: toOther, answeredBy: other });
      await expect(andBack).toBeBlocked({ control: toLanHost, answeredBy: lanHost });
    },
  );

  behaviour(
    'firewall.flushed',
    'An engine restart after a flush of all rules restores isolation, internal networks, published ports and egress',
    {
      docs: 'https://docs.docker.com/engine/network/firewall-iptables/#docker-and-iptables-chains',
      why: 'After a reload of the firewall, a restart of the engine does not help: bridges are open, and ports closed.',
      needs: ['lab', 'dockerd-options'],
      relies: ['filter', 'published-ports', 'from-lan'],
      controlsRely: ['peers', 'inspect-address'],
      security: closedTo('a container on another bridge', 'a container after the rules were flushed'),
    },
    async () => {
      const { web, client, outsider, inside, host } = world;
      await firewall().flushed(async () => {
        await leftOutOfScript('bridges reach each other then', () => expect(from(outsider).reach(web)).toBeOpen());
        await restartEngine(host, [web, client, outsider, inside]);
        await expectForwarded();
        const [across, back, intoInternal, control, itself] = await Promise.all([
          from(outsider).reach(web, expectingNoAnswer),
          from(client).reach(outsider, expectingNoAnswer),
          from(outsider).reach(inside, expectingNoAnswer),
          from(client).reach(web),
          from(host).reach(outsider),
        ]);
        await expect(across).toBeClosed({ control });
        await expect(back).toBeClosed({ control: itself });
        // an answer would need a way back, which the container lacks
        fact('the ways by which packets arrive on the internal network', await arrivedAt(inside)).is([]);
        await expect(intoInternal).toBeClosed({ control: from(host).reach(inside) });
      });
    },
  );
});
