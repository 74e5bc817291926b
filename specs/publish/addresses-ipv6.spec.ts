import {
  behaviour,
  describe,
  expect,
  expectHostPortsOfInspect,
  expectingNoAnswer,
  fact,
  from,
  fromPublishingHost,
  hostAddress6,
  lastingAddresses,
  nonEmpty,
  scenario,
  skipUnlessAnswered,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';

const onDocker0 = ['default-bridge', 'docker0-address', 'docker0-traffic'] as const;

describe("Ports published on all addresses, on IPv4 addresses and on 127.0.0.1, at the host's IPv6 addresses", () => {
  const world = scenario(({ nginx, lanHost, listener }) => {
    const onIpv4 = nginx({ publish: 80, publishOn: '0.0.0.0' });
    return {
      onIpv4,
      // after one for IPv4 alone, the next free ports of both families differ
      everywhere: nginx({ publish: 80, after: onIpv4 }),
      onLoopback: nginx({ publish: 80, publishAt: 'drawn', publishOn: '127.0.0.1' }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  /** A host may have no IPv6 address beside ::1 and the one on the link, which is there where a LAN host can be started. */
  const hostAddresses = async () => [...new Set(['::1', ...(await lastingAddresses(6)), ...onLink()])];
  const onLink = () => {
    try {
      return world.lanHost.link ? [world.lanHost.link.nic.address6] : [];
    } catch {
      return [];
    }
  };

  behaviour(
    'publish.all-addresses-ipv6',
    '`-p PORT` publishes on all IPv6 addresses of the host',
    {
      docs,
      needs: ['ipv6', 'default-host-address'],
      relies: [...onDocker0, 'published-ports-ipv6', 'localhost-ipv6', 'all-ipv6-host-addresses'],
      why: 'Clients that prefer IPv6 cannot reach a service that was published on all addresses.',
    },
    async () => {
      const { everywhere } = world;
      fact('the IPv6 host port in inspect', everywhere.hostPort6()).satisfies('a port', (port) => port > 0);
      for (const address of nonEmpty('the IPv6 addresses of the host', await hostAddresses())) {
        const page = fromPublishingHost.get(everywhere.publishedAt(address));
        await expect(page).toBeAnsweredBy(everywhere, { status: 200 });
      }
    },
  );

  behaviour(
    'publish.loopback-only-ipv6',
    'A port published on 127.0.0.1 is closed at the IPv6 addresses of the host',
    {
      docs,
      needs: ['ipv6', 'engine-on-this-machine'],
      relies: ['default-bridge', 'published-ports', 'ipv4-host-address', 'shown-host-ports', 'no-other-host-port'],
      controlsRely: ['localhost-ipv6'],
      why: 'A database that was published for this machine only is open to the whole network over IPv6.',
    },
    async () => {
      const { onLoopback, process } = world;
      const bound = onLoopback.bindings(80).map(({ HostIp }) => HostIp);
      fact('the host addresses of the binding in inspect', bound).is(['127.0.0.1']);
      const port = onLoopback.hostPort();
      for (const address of nonEmpty('the IPv6 addresses of the host', await hostAddresses())) {
        const control = fromPublishingHost.get(`http://[${address}]:${process.port}`);
        const page = fromPublishingHost.get(`http://[${address}]:${port}`, expectingNoAnswer);
        await expect(page).toBeBlocked({ control, answeredBy: process });
      }
      await expectHostPortsOfInspect(onLoopback);
    },
  );

  behaviour(
    'publish.ephemeral-one-number',
    'A port published on an ephemeral host port has the same number for IPv4 and IPv6',
    {
      docs: 'https://github.com/moby/moby/pull/47871',
      needs: ['ipv6', 'default-host-address'],
      relies: [...onDocker0, 'published-ports', 'published-ports-ipv6', 'localhost', 'all-ipv6-host-addresses'],
      controlsRely: ['localhost-ipv6'],
      why: 'A client that looks up the host port once and connects to `localhost` reaches nobody, or another service.',
    },
    async () => {
      const { everywhere } = world;
      fact('the IPv6 host port in inspect', everywhere.hostPort6()).is(everywhere.hostPort());
      await expect(fromPublishingHost.get(everywhere.publishedAt('127.0.0.1'))).toBeAnsweredBy(everywhere);
      await expect(fromPublishingHost.get(`http://[::1]:${everywhere.hostPort()}`)).toBeAnsweredBy(everywhere);
    },
  );

  behaviour(
    'publish.lan-hosts-ipv6',
    "LAN hosts reach a port of a container without IPv6 at the host's IPv6 address",
    {
      docs,
      needs: ['ipv6', 'default-host-address', 'lan-host'],
      relies: [...onDocker0, 'published-ports-ipv6', 'all-ipv6-host-addresses'],
      why: 'Clients on IPv6 networks cannot reach services on the default bridge, which has no IPv6.',
    },
    async () => {
      const { everywhere, lanHost, process } = world;
      const address = hostAddress6(lanHost);
      await skipUnlessAnswered('host-accepts-lan', from(lanHost).get(`http://[${address}]:${process.port}`), process);
      await expect(from(lanHost).get(everywhere.publishedAt(address))).toBeAnsweredBy(everywhere, { status: 200 });
    },
  );
});
