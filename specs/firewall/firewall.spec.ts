import {
  FORWARDED_TYPES,
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  fact,
  firewallOf,
  from,
  hostNetwork,
  openTo,
  queriesToHostDns,
  scenario,
  sharedProbes,
  skipUnlessAnswered,
  required,
  HOST_DNS_NAME,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-on-a-router';
const needs = ['lab'] as const;
const who = 'a LAN host';
describe('An engine on a host that already forwards, with a firewall and a local resolver', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const host = engineHost({ forwarding: true, dnsServer: '127.0.0.53' });
    const bridge = network({ driver: 'bridge', at: host });
    const internal = network({ driver: 'bridge', internal: true, at: host });
    return {
      host,
      bridge,
      published: nginx({ at: host, publish: 80 }),
      onDefault: nginx({ at: host }),
      onBridge: nginx({ at: host, on: bridge }),
      publishedOnBridge: nginx({ at: host, on: bridge, publish: 80 }),
      internal,
      inside: nginx({ at: host, on: internal }),
      process: nginx({ at: host, on: hostNetwork }),
      lanHost: lanHost(),
      other: lanHost(),
    };
  });

  const address = () => required("address of the engine's host", world.host.lab?.nic.address);
  const processUrl = () => `http://${address()}:${world.process.port}`;
  const pageAtHost = (container: typeof world.published, options?: typeof expectingNoAnswer) =>
    from(world.lanHost).get(container.publishedAt(address()), options);

  const probes = sharedProbes({
    direct: () => from(world.lanHost).reachDirectly(world.onDefault, { through: world.host }),
    directToBridge: () => from(world.lanHost).reachDirectly(world.onBridge, { through: world.host }),
    peerToDefault: () => from(world.published).reach(world.onDefault),
    peerToBridge: () => from(world.publishedOnBridge).reach(world.onBridge),
    published: () => pageAtHost(world.published),
    publishedOnBridge: () => pageAtHost(world.publishedOnBridge),
    out: () => from(world.onDefault).get(world.lanHost.url),
    outOfBridge: () => from(world.onBridge).get(world.lanHost.url),
  });

  behaviour(
    'firewall.forwarding-host',
    'An unpublished port is blocked for LAN hosts even if forwarding was on before the engine started',
    {
      docs,
      why: 'Every port of every container is open on a router, a VPN gateway or a Kubernetes node.',
      needs,
      relies: ['filter', 'published-ports', 'from-lan'],
      security: closedTo(who, 'an unpublished port by a route, on a host that forwards'),
    },
    async () => {
      await expect(probes.published).toBeAnsweredBy(world.published);
      await expect(probes.publishedOnBridge).toBeAnsweredBy(world.publishedOnBridge);
      // the link between them is open
      for (const out of [probes.out, probes.outOfBridge]) await expect(out).toBeAnsweredBy(world.lanHost);
      await expect(probes.direct).toBeClosed({ control: probes.peerToDefault });
      await expect(probes.directToBridge).toBeClosed({ control: probes.peerToBridge });
    },
  );

  behaviour(
    'firewall.policy-left',
    'A host that forwarded packets before the engine started still forwards them',
    {
      docs,
      why: 'On a router or a VPN gateway, the first start of the engine cuts off all networks behind it.',
      needs: ['lab', 'no-firewalld'],
      security: openTo(who, 'other hosts through a router that an engine runs on'),
    },
    async () => {
      await firewallOf(world.host).withoutRedirects();
      const { lanHost, other, host } = world;
      // replies pass through the host as well
      await from(other).addRoute(lanHost.address, host);
      await from(lanHost).addRoute(other.address, host);
      const [there, andBack] = await Promise.all([
        from(lanHost).getDirectly(other.url, host),
        from(other).getDirectly(lanHost.url, host),
      ]);
      await expect(there).toBeAnsweredBy(other);
      await expect(andBack).toBeAnsweredBy(lanHost);
    },
  );

  behaviour(
    'firewall.input',
    'Host INPUT rules do not block published ports',
    {
      docs: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-and-ufw',
      why: 'Published ports are closed on every host whose firewall drops incoming packets by default, as ufw does.',
      needs,
      relies: ['published-ports', 'from-lan'],
      security: openTo(who, "a published port in spite of the host's INPUT rules"),
    },
    async () => {
      const requests = (options?: typeof expectingNoAnswer) =>
        Promise.all([
          from(world.lanHost).get(processUrl(), options),
          pageAtHost(world.published),
          pageAtHost(world.publishedOnBridge),
        ]);
      const [before] = await requests();
      await skipUnlessAnswered('host-accepts-lan', before, world.process);
      const rule = '-i eth0 -p tcp -j DROP';
      // after a slow control, the expectation sends the request again: judge it while the rule is in place
      await firewallOf(world.host).withRule('INPUT', rule, async () => {
        const [dropped, published, onBridge] = await requests(expectingNoAnswer);
        await expect(published).toBeAnsweredBy(world.published);
        await expect(onBridge).toBeAnsweredBy(world.publishedOnBridge);
        await expect(dropped).toBeBlocked({ control: before, answeredBy: world.process });
      });
    },
  );

  behaviour(
    'firewall.docker-user',
    'Rules in the DOCKER-USER chain can block published ports',
    {
      docs: 'https://docs.docker.com/engine/network/firewall-iptables/',
      why: 'Administrators cannot restrict who may reach published ports.',
      needs: ['lab', 'docker-user-chain'],
      controlsRely: ['published-ports', 'from-lan'],
      security: closedTo(who, 'a published port that DOCKER-USER drops'),
    },
    async () => {
      const { published, publishedOnBridge } = world;
      // while one of them is blocked, the other one answers
      const expectBlocked = (container: typeof published, other: typeof published) =>
        firewallOf(world.host).withRule('DOCKER-USER', `-i eth0 -p tcp -d ${container.address} -j DROP`, async () => {
          const [dropped, open] = await Promise.all([pageAtHost(container, expectingNoAnswer), pageAtHost(other)]);
          await expect(dropped).toBeBlocked({ control: open, answeredBy: other });
        });
      await expectBlocked(published, publishedOnBridge);
      await expectBlocked(publishedOnBridge, published);
    },
  );

  behaviour(
    'firewall.internal-dns',
    "Internal networks forward no DNS queries to a resolver on the host's loopback address",
    {
      docs: 'https://github.com/moby/moby/security/advisories/GHSA-mq39-4gv4-mvpx',
      why: 'Containers on an internal network can send data out in DNS queries.',
      needs,
      relies: ['embedded-dns'],
      security: closedTo('a container on an internal network', "public DNS servers through the host's resolver"),
    },
    async () => {
      const { host, onBridge, inside } = world;
      /** What a container learns over UDP and over TCP, and the types of its queries that left the engine. */
      const query = async (container: typeof inside, label: string) => {
        const [udp, tcp] = ['udp', 'tcp'].map((over) => `${over}.${label}.${HOST_DNS_NAME.name}`) as [string, string];
        const [[overUdp], overTcp] = await Promise.all([
          from(container).lookups([udp], { types: FORWARDED_TYPES }),
          from(container).lookup(tcp, 'A', { over: 'TCP' }),
        ]);
        const outcomes = [required('outcome over UDP', overUdp), overTcp];
        return {
          outcomes: outcomes.map((outcome) => (outcome.kind === 'resolved' ? outcome.addresses.join() : outcome.kind)),
          queries: await Promise.all([udp, tcp].map((name) => queriesToHostDns(host, name))),
        };
      };
      const [ordinary, internal] = await Promise.all([query(onBridge, 'ordinary'), query(inside, 'internal')]);
      fact('the outcomes on the ordinary network', ordinary.outcomes).is([
        HOST_DNS_NAME.address,
        HOST_DNS_NAME.address,
      ]);
      fact("the queries of the ordinary network to the host's DNS server", ordinary.queries).is([
        [...FORWARDED_TYPES],
        ['A'],
      ]);
      fact('the outcomes on the internal network', internal.outcomes).is(['unresolved', 'unresolved']);
      fact("the queries of the internal network to the host's DNS server", internal.queries).is([[], []]);
    },
  );
});
