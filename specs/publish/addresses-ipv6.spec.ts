import {
  behaviour,
  describe,
  expect,
  expectHostPortsOfInspect,
  expectingNoAnswer,
  fact,
  from,
  fromPublishingHost,
  hostNetwork,
  lastingAddresses,
  nonEmpty,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';

describe("A port published on all host addresses, and one on 127.0.0.1, at the host's IPv6 addresses and localhost", () => {
  const world = scenario(({ nginx, lanHost }) => ({
    everywhere: nginx({ publish: 80 }),
    onLoopback: nginx({ publish: 80, publishOn: '127.0.0.1' }),
    onHost: nginx({ on: hostNetwork }),
    lanHost: lanHost(),
  }));

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
      relies: [
        'default-bridge',
        'published-ports-ipv6',
        'docker0-address',
        'docker0-traffic',
        'localhost-ipv6',
        'all-ipv6-host-addresses',
      ],
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
      needs: ['ipv6', 'default-host-address'],
      relies: [
        'default-bridge',
        'published-ports-ipv6',
        'all-ipv6-host-addresses',
        'ipv4-host-address',
        'shown-host-ports',
        'no-other-host-port',
      ],
      controlsRely: ['docker0-address', 'docker0-traffic', 'localhost-ipv6'],
      why: 'A database that was published for this machine only is open to the whole network over IPv6.',
    },
    async () => {
      const { everywhere, onLoopback } = world;
      const port = onLoopback.hostPort();
      for (const address of nonEmpty('the IPv6 addresses of the host', await hostAddresses())) {
        const control = fromPublishingHost.get(everywhere.publishedAt(address));
        const page = fromPublishingHost.get(`http://[${address}]:${port}`, expectingNoAnswer);
        await expect(page).toBeBlocked({ control, answeredBy: everywhere });
      }
      await expectHostPortsOfInspect(onLoopback);
    },
  );

  behaviour(
    'publish.localhost-name',
    "`curl localhost:PORT` in the host's network gets a page from a published port",
    {
      docs,
      needs: ['host-network', 'visible-bridges'],
      // of its addresses, curl takes the one that answers
      relies: ['default-bridge', 'published-ports', 'docker0-address', 'docker0-traffic', 'host-network'],
      why: 'The first command that users try after `docker run -p` fails.',
    },
    async () => {
      const { everywhere, onHost } = world;
      await expect(from(onHost).get(`http://localhost:${everywhere.hostPort()}`)).toBeAnsweredBy(everywhere);
    },
  );
});
