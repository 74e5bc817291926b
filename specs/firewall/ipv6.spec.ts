import {
  UDP_PORT,
  behaviour,
  closedTo,
  describe,
  eventually,
  expect,
  expectingNoAnswer,
  firewallOf,
  from,
  hostNetwork,
  leftOutOfScript,
  required,
  restartEngine,
  scenario,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

const who = 'a container on another bridge';

describe('An engine that switched IPv6 forwarding on, on a host whose IPv6 firewall rules others change', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const host = engineHost();
    const one = network({ driver: 'bridge', ipv6: true, at: host });
    const other = network({ driver: 'bridge', ipv6: true, at: host });
    const restart = 'always' as const;
    return {
      host,
      one,
      other,
      web: nginx({ at: host, on: one, publish: 80, publishUdp: UDP_PORT, restart }),
      client: nginx({ at: host, on: one, restart }),
      outsider: nginx({ at: host, on: other, restart }),
      outsiderPeer: nginx({ at: host, on: other, restart }),
      process: nginx({ at: host, on: hostNetwork, restart }),
      lanHost: lanHost(),
      lanPeer: lanHost(),
    };
  });

  const firewall = () => firewallOf(world.host);
  const address = () => required("IPv6 address of the engine's host", world.host.lab?.nic.address6);
  const page = (lan: typeof world.lanHost, options?: typeof expectingNoAnswer) =>
    from(lan).get(world.web.publishedAt(address()), options);
  const datagram = (lan: typeof world.lanHost, options?: typeof expectingNoAnswer) =>
    from(lan).datagram(address(), world.web.hostPort6(UDP_PORT, 'udp'), options);

  /** Expects that containers on the two bridges do not reach each other, and LAN hosts reach the published ports. */
  const expectRulesOfEngine = async () => {
    const { web, client, outsider, outsiderPeer, process, lanHost } = world;
    await untilGatewaysAnswer(process, client, outsider);
    const [published, publishedUdp, across, back, control, controlBack] = await Promise.all([
      page(lanHost, expectingNoAnswer),
      datagram(lanHost, expectingNoAnswer),
      from(outsider).reach6(web, expectingNoAnswer),
      from(client).reach6(outsider, expectingNoAnswer),
      from(client).reach6(web),
      from(outsiderPeer).reach6(outsider),
    ]);
    await expect(published).toBeAnsweredBy(web);
    await expect(publishedUdp).toBeAnsweredBy(web);
    await expect(across).toBeClosed({ control });
    await expect(back).toBeClosed({ control: controlBack });
  };

  behaviour(
    'firewall.flushed-ipv6',
    'An engine that restarts after its rules were flushed isolates bridges over IPv6 and publishes ports again',
    {
      docs: 'https://docs.docker.com/engine/network/firewall-iptables/#docker-and-iptables-chains',
      why: 'After a reload of the firewall, a restart of the engine leaves bridges open to each other over IPv6.',
      needs: ['lab', 'ipv6', 'dockerd-options'],
      relies: ['filter-ipv6', 'published-ports-ipv6'],
      controlsRely: ['peers-ipv6'],
      security: closedTo(who, 'a container over IPv6, after the rules were flushed'),
    },
    async () => {
      const { web, client, outsider, outsiderPeer, process, host } = world;
      await untilGatewaysAnswer(process, client, outsider);
      await firewall().flushed(async () => {
        await leftOutOfScript('bridges reach each other then', () => expect(from(outsider).reach6(web)).toBeOpen());
        await restartEngine(host, [web, client, outsider, outsiderPeer, process]);
        await expectRulesOfEngine();
      });
    },
  );

  behaviour(
    'firewall.policy-dropped-ipv6',
    'An engine that enables IPv6 forwarding does not turn its host into a router',
    {
      docs: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-on-a-router',
      why: 'A laptop or server with containers routes between all IPv6 networks that it is on.',
      needs: ['lab', 'ipv6'],
      relies: ['filter-ipv6'],
      security: closedTo('a LAN host', "other hosts through the engine's host over IPv6"),
    },
    async () => {
      const { lanHost, lanPeer, client, web, process, host } = world;
      await untilGatewaysAnswer(process, client, web);
      await from(lanPeer).addRoute(lanHost.host.nic.address6, host);
      await from(lanHost).addRoute(lanPeer.host.nic.address6, host);
      // for the replies to the controls, where the engine masquerades nothing
      await from(lanPeer).addRoute(client.address6, host);
      await from(lanHost).addRoute(web.address6, host);
      // or else the host sends them an ICMP redirect to the direct route
      await firewall().withRule6('OUTPUT', '-p icmpv6 --icmpv6-type redirect -j DROP', async () => {
        // what a container sends to them is forwarded
        const [there, andBack, toPeer, toLanHost] = await Promise.all([
          from(lanHost).getDirectly(lanPeer.url6, host),
          from(lanPeer).getDirectly(lanHost.url6, host),
          from(client).get(lanPeer.url6),
          from(web).get(lanHost.url6),
        ]);
        await expect(there).toBeBlocked({ control: toPeer, answeredBy: lanPeer });
        await expect(andBack).toBeBlocked({ control: toLanHost, answeredBy: lanHost });
      });
    },
  );

  behaviour(
    'firewall.reload-isolation-ipv6',
    'After a reload of firewalld that removes all rules, containers on different bridges are isolated over IPv6',
    {
      docs: 'https://github.com/moby/moby/security/advisories/GHSA-4vq8-7jfc-9cvp',
      why: 'A change of the firewall opens every port of every container to all other containers over IPv6.',
      needs: ['lab', 'ipv6', 'firewalld'],
      relies: ['firewalld-reload'],
      security: closedTo(who, 'a container over IPv6, after a reload of firewalld'),
    },
    async () => {
      await firewall().reloadFirewalld();
      // the engine adds its rules once it hears of the reload
      await eventually(
        () => page(world.lanHost, expectingNoAnswer),
        ({ kind }) => kind === 'answered',
      );
      await expectRulesOfEngine();
    },
  );

  behaviour(
    'firewall.docker-user-ipv6',
    'Rules in the DOCKER-USER chain of ip6tables can block published ports',
    {
      docs: 'https://docs.docker.com/engine/network/firewall-iptables/',
      why: 'Administrators who restrict published ports leave them open over IPv6, though the rule is listed.',
      needs: ['lab', 'ipv6', 'docker-user-chain-ipv6'],
      controlsRely: ['published-ports-ipv6'],
      security: closedTo('a LAN host', 'a published port that DOCKER-USER drops over IPv6'),
    },
    async () => {
      const { lanHost, lanPeer, web } = world;
      const { address6 } = lanHost.host.nic;
      await firewall().withRule6('DOCKER-USER', `-i eth0 -s ${address6} -j DROP`, async () => {
        const [dropped, open, droppedDatagram, openDatagram] = await Promise.all([
          page(lanHost, expectingNoAnswer),
          page(lanPeer),
          datagram(lanHost, expectingNoAnswer),
          datagram(lanPeer),
        ]);
        await expect(dropped).toBeBlocked({ control: open, answeredBy: web });
        await expect(droppedDatagram).toBeBlocked({ control: openDatagram, answeredBy: web });
      });
    },
  );
});
