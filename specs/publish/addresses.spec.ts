import {
  UDP_PORT,
  behaviour,
  closedTo,
  describe,
  expect,
  expectHostPortsOfInspect,
  expectingNoAnswer,
  fact,
  from,
  fromPublishingHost,
  hostAddress,
  lastingAddresses,
  neededByControl,
  nonEmpty,
  scenario,
  skipUnlessAnswered,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';

describe('A port published on all host addresses, and one published on 127.0.0.1', () => {
  const world = scenario(({ nginx, lanHost }) => ({
    everywhere: nginx({ publish: 80, publishUdp: UDP_PORT }),
    onLoopback: nginx({ publish: 80, publishUdp: UDP_PORT, publishOn: '127.0.0.1' }),
    lanHost: lanHost(),
  }));

  behaviour(
    'publish.all-addresses',
    '`-p PORT` publishes on all IPv4 addresses of the host',
    {
      docs,
      needs: ['default-host-address'],
      relies: [
        'default-bridge',
        'published-ports',
        'docker0-address',
        'docker0-traffic',
        'localhost',
        'all-host-addresses',
        'docker0-route',
        'shown-host-ports',
        'no-other-host-port',
      ],
      why: 'Clients on some interfaces of the host cannot reach a service that was published on all of them.',
    },
    async () => {
      const { everywhere } = world;
      const wildcard = everywhere.bindings(80).find(({ HostIp }) => HostIp === '0.0.0.0');
      fact('the host port bound on 0.0.0.0 in inspect', Number(wildcard?.HostPort)).is(everywhere.hostPort());

      const addresses = await lastingAddresses(4);
      const others = addresses.filter((address) => !address.startsWith('127.'));
      fact('the addresses of the host', addresses).satisfies('more than loopback addresses', () => others.length > 0);
      for (const address of nonEmpty('the addresses of the host', addresses)) {
        const page = fromPublishingHost.get(everywhere.publishedAt(address));
        await expect(page).toBeAnsweredBy(everywhere, { status: 200 });
      }
      await expectHostPortsOfInspect(everywhere);
    },
  );

  behaviour(
    'publish.loopback-only',
    '`-p 127.0.0.1::PORT` publishes on 127.0.0.1 only',
    {
      docs,
      relies: [
        'default-bridge',
        'published-ports',
        'docker0-address',
        'docker0-traffic',
        'localhost',
        'one-host-address',
        'ipv4-host-address',
        'shown-host-ports',
        'no-other-host-port',
      ],
      controlsRely: ['all-host-addresses', 'docker0-route'],
      why: 'A database that was published for this machine only is open to the whole network.',
    },
    async () => {
      const { everywhere, onLoopback } = world;
      // at each of its starts
      await onLoopback.restart();
      const bound = onLoopback.bindings(80).map(({ HostIp }) => HostIp);
      fact('the host addresses of the binding in inspect', bound).is(['127.0.0.1']);
      const port = onLoopback.hostPort();
      await expect(fromPublishingHost.get(`http://127.0.0.1:${port}`)).toBeAnsweredBy(onLoopback);

      const others = (await lastingAddresses(4)).filter((address) => !address.startsWith('127.'));
      fact('the addresses of the host beside 127.0.0.1', others).isNot([]);
      for (const address of nonEmpty('the addresses of the host beside 127.0.0.1', others)) {
        const control = fromPublishingHost.get(everywhere.publishedAt(address));
        const page = fromPublishingHost.get(`http://${address}:${port}`, expectingNoAnswer);
        await expect(page).toBeBlocked({ control, answeredBy: everywhere });
      }
      await expectHostPortsOfInspect(onLoopback);
    },
  );

  behaviour(
    'publish.loopback-containers',
    "A port published on 127.0.0.1 is blocked for containers at the host's addresses",
    {
      docs,
      needs: ['host-accepts-containers', 'default-bridge-hairpin'],
      relies: ['default-bridge', 'docker0-address', 'one-host-address'],
      controlsRely: ['published-ports', 'published-udp', 'all-host-addresses', 'docker0-route', 'host-ports'],
      why: 'A database that was published for programs of this machine is open to every container on it.',
      security: closedTo('a container', "a port published on 127.0.0.1 at the host's addresses"),
    },
    async () => {
      const { everywhere, onLoopback } = world;
      const others = (await lastingAddresses(4)).filter((address) => !address.startsWith('127.'));
      const client = from(onLoopback);
      const ports = neededByControl(() => ({ open: everywhere.hostPort(), closed: onLoopback.hostPort() }));
      for (const address of nonEmpty('the addresses of the host beside 127.0.0.1', others)) {
        const [open, page] = await Promise.all([
          client.get(`http://${address}:${ports.open}`),
          client.get(`http://${address}:${ports.closed}`, expectingNoAnswer),
        ]);
        await expect(page).toBeBlocked({ control: open, answeredBy: everywhere });
      }
      // elsewhere, some engines reply to a datagram from another address than the one requested
      const { gateway } = onLoopback;
      const udpPorts = neededByControl(() => ({
        open: everywhere.hostPort(UDP_PORT, 'udp'),
        closed: onLoopback.hostPort(UDP_PORT, 'udp'),
      }));
      const [open, datagram] = await Promise.all([
        client.datagram(gateway, udpPorts.open),
        client.datagram(gateway, udpPorts.closed, expectingNoAnswer),
      ]);
      // a rootless engine publishes outside of the namespace of its gateways
      await skipUnlessAnswered('host-accepts-containers', open, everywhere);
      await expect(datagram).toBeBlocked({ control: open, answeredBy: everywhere });
    },
  );

  behaviour(
    'publish.ephemeral-distinct',
    'Ephemeral host ports on all addresses and on 127.0.0.1 differ, and each reaches its own container',
    {
      docs: 'https://github.com/docker/compose/issues/12846',
      relies: [
        'default-bridge',
        'published-ports',
        'published-udp',
        'docker0-address',
        'docker0-traffic',
        'localhost',
        'localhost-udp',
      ],
      why: 'A client at 127.0.0.1 reaches another service than the one whose port it looked up.',
    },
    async () => {
      const { everywhere, onLoopback } = world;
      fact('the host port on 127.0.0.1', onLoopback.hostPort()).isNot(everywhere.hostPort());
      const udpPort = onLoopback.hostPort(UDP_PORT, 'udp');
      fact('the UDP host port on 127.0.0.1', udpPort).isNot(everywhere.hostPort(UDP_PORT, 'udp'));
      for (const each of nonEmpty('the containers', [everywhere, onLoopback])) {
        await expect(fromPublishingHost.get(each.publishedAt('127.0.0.1'))).toBeAnsweredBy(each);
        const datagram = fromPublishingHost.datagram('127.0.0.1', each.hostPort(UDP_PORT, 'udp'));
        await expect(datagram).toBeAnsweredBy(each);
      }
    },
  );

  behaviour(
    'publish.lan-hosts',
    'LAN hosts reach a published port, unless it is published on 127.0.0.1',
    {
      docs,
      needs: ['lan-host', 'ip-forwarding'],
      relies: [
        'default-bridge',
        'published-ports',
        'docker0-address',
        'docker0-traffic',
        'one-host-address',
        'all-host-addresses',
        'docker0-route',
        'from-lan',
      ],
      why: 'Other machines cannot reach a published service, or reach one that was published for this machine only.',
      security: closedTo('a LAN host', "a port published on 127.0.0.1 at the host's address"),
    },
    async () => {
      const { everywhere, onLoopback, lanHost } = world;
      const host = hostAddress(lanHost);
      const [open, closed] = await Promise.all([
        from(lanHost).get(`http://${host}:${everywhere.hostPort()}/large`),
        from(lanHost).get(`http://${host}:${onLoopback.hostPort()}`, expectingNoAnswer),
      ]);
      await expect(open).toBeAnsweredBy(everywhere, { status: 200 });
      await expect(closed).toBeBlocked({ control: open, answeredBy: everywhere });
    },
  );
});
