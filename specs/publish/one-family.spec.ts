import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectHostPortsOfInspect,
  expectingNoAnswer,
  fact,
  fromPublishingHost,
  lastingAddresses,
  nonEmpty,
  reported,
  scenario,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

const needs = ['ipv6', 'engine-on-this-machine'] as const;

const url = (address: string, port: number) => `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
const pageAt = (address: string, port: number) => fromPublishingHost.get(url(address, port), expectingNoAnswer);

describe('Ports of containers with IPv6: one on the loopback addresses, and one on all IPv6 addresses', () => {
  const world = scenario(({ network, nginx, attempt, listener }) => {
    const bridge = network({ driver: 'bridge', ipv6: true });
    return {
      bridge,
      onLoopback: attempt(nginx({ on: bridge, publish: 80, publishAt: 'drawn', publishOn: ['127.0.0.1', '::1'] })),
      ipv6Only: nginx({ on: bridge, publish: 80, publishAt: 'drawn', publishOn: '::' }),
      process: listener({ everywhere: true }),
    };
  });

  behaviour(
    'publish.loopback-ipv6',
    'A port published on 127.0.0.1 and [::1] answers at both, also after a restart, and at no other host address',
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/#publishing-ports',
      needs,
      relies: [
        'published-ports',
        'published-ports-ipv6',
        'one-host-address',
        'bridge-gateway',
        'localhost',
        'localhost-ipv6',
        'fixed-host-port',
        'shown-host-ports',
      ],
      why: 'Programs that resolve `localhost` to ::1 first hang, or the service is open to the whole network.',
      security: closedTo('a LAN host', 'a port published on 127.0.0.1 and [::1]'),
    },
    async () => {
      const { onLoopback: attempted, process } = world;
      const started = attempted.kind === 'running' ? attempted.container : undefined;
      const onLoopback = reported('the container on the loopback addresses', started);
      const port = onLoopback.hostPort();
      fact('the host ports in inspect', [port, onLoopback.hostPort6()]).is(Array(2).fill(onLoopback.fixedHostPort));
      const bound = onLoopback.bindings(80).map(({ HostIp }) => HostIp);
      fact('the host addresses of the bindings in inspect', bound.toSorted()).is(['127.0.0.1', '::1']);
      const expectAtBoth = async () => {
        await untilGatewaysAnswer(process, onLoopback);
        for (const address of ['127.0.0.1', '::1'])
          await expect(fromPublishingHost.get(url(address, port))).toBeAnsweredBy(onLoopback);
      };
      await expectAtBoth();
      await onLoopback.restart();
      await expectAtBoth();
      const addresses = [...(await lastingAddresses(4)), ...(await lastingAddresses(6))];
      const others = addresses.filter((address) => !['127.0.0.1', '::1'].includes(address));
      for (const address of nonEmpty('the other addresses of the host', others))
        await expect(pageAt(address, port)).toBeBlocked({
          control: pageAt(address, process.port),
          answeredBy: process,
        });
      await expectHostPortsOfInspect(onLoopback);
    },
  );

  behaviour(
    'publish.ipv6-only',
    '`-p [::]:HOST_PORT:PORT` publishes on the IPv6 addresses of the host, and on no IPv4 address',
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/#example-1',
      needs,
      relies: ['published-ports-ipv6', 'ipv6-host-address', 'bridge-gateway', 'localhost-ipv6', 'shown-host-ports'],
      controlsRely: ['localhost'],
      why: 'A service that was meant for IPv6 clients is open on the IPv4 address, past the firewall rules for it.',
    },
    async () => {
      const { ipv6Only, process } = world;
      const port = ipv6Only.hostPort6();
      fact(
        'the host addresses of the bindings in inspect',
        ipv6Only.bindings(80).map(({ HostIp }) => HostIp),
      ).is(['::']);
      await untilGatewaysAnswer(process, ipv6Only);
      for (const address of nonEmpty('the IPv6 addresses of the host', await lastingAddresses(6)))
        await expect(fromPublishingHost.get(url(address, port))).toBeAnsweredBy(ipv6Only);
      for (const address of nonEmpty('the IPv4 addresses of the host', await lastingAddresses(4)))
        await expect(pageAt(address, port)).toBeBlocked({
          control: pageAt(address, process.port),
          answeredBy: process,
        });
    },
  );
});
