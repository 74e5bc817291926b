import {
  UDP_PORT,
  behaviour,
  describe,
  expect,
  expectHostPortsOfInspect,
  expectingNoAnswer,
  fact,
  fromPublishingHost,
  lastingAddresses,
  nonEmpty,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';

describe('A UDP port published on all host addresses, and one published on 127.0.0.1', () => {
  const world = scenario(({ nginx }) => ({
    udp: nginx({ publishUdp: UDP_PORT }),
    loopback: nginx({ publishUdp: UDP_PORT, publishAt: 'drawn', publishOn: '127.0.0.1' }),
  }));

  behaviour(
    'publish.udp',
    '`-p PORT/udp` publishes on all IPv4 addresses of the host',
    {
      docs,
      needs: ['default-host-address'],
      relies: [
        'default-bridge',
        'published-udp',
        'docker0-address',
        'docker0-traffic',
        'localhost-udp',
        'all-host-addresses',
        'docker0-route',
        'shown-host-ports',
        'no-other-host-port',
      ],
      why: 'A DNS or game server in a container answers at some of the addresses of its host only.',
    },
    async () => {
      const { udp } = world;
      const addresses = await lastingAddresses(4);
      for (const address of nonEmpty('the addresses of the host', addresses)) {
        await expect(fromPublishingHost.datagram(address, udp.hostPort(UDP_PORT, 'udp'))).toBeAnsweredBy(udp);
      }
      await expectHostPortsOfInspect(udp);
    },
  );

  behaviour(
    'publish.udp-ipv6',
    '`-p PORT/udp` publishes at ::1, too',
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
      why: 'A client that resolves `localhost` to ::1 first gets no answer from a UDP server in a container.',
    },
    async () => {
      const { udp } = world;
      await expect(fromPublishingHost.datagram('::1', udp.hostPort6(UDP_PORT, 'udp'))).toBeAnsweredBy(udp);
    },
  );

  behaviour(
    'publish.udp-loopback-only',
    '`-p 127.0.0.1::PORT/udp` publishes on 127.0.0.1 only',
    {
      docs,
      relies: [
        'default-bridge',
        'published-udp',
        'docker0-address',
        'docker0-traffic',
        'localhost-udp',
        'one-host-address',
        'ipv4-host-address',
        'shown-host-ports',
        'no-other-host-port',
      ],
      controlsRely: ['all-host-addresses', 'docker0-route'],
      why: 'A UDP server that was published for this machine only answers, and amplifies, for the whole network.',
    },
    async () => {
      const { udp, loopback } = world;
      const port = loopback.hostPort(UDP_PORT, 'udp');
      const bound = loopback.bindings(UDP_PORT, 'udp').map(({ HostIp }) => HostIp);
      fact('the host addresses of the binding in inspect', bound).is(['127.0.0.1']);
      await expect(fromPublishingHost.datagram('127.0.0.1', port)).toBeAnsweredBy(loopback);

      const others = (await lastingAddresses(4)).filter((address) => !address.startsWith('127.'));
      for (const address of nonEmpty('the addresses of the host beside 127.0.0.1', others)) {
        const control = fromPublishingHost.datagram(address, udp.hostPort(UDP_PORT, 'udp'));
        const datagram = fromPublishingHost.datagram(address, port, expectingNoAnswer);
        await expect(datagram).toBeBlocked({ control, answeredBy: udp });
      }
      await expectHostPortsOfInspect(loopback);
    },
  );
});
