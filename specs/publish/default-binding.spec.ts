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
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/#setting-the-default-bind-address-for-containers';

const HOST_BINDING = 'com.docker.network.bridge.host_binding_ipv4';

/** The addresses of the host beside its loopback addresses. */
const otherAddresses = async () =>
  nonEmpty(
    'the addresses of the host beside 127.0.0.1',
    (await lastingAddresses(4)).filter((address) => !address.startsWith('127.')),
  );

describe('Two ports published on a network whose default host address is 127.0.0.1', () => {
  const world = scenario(({ network, nginx, listener }) => {
    const bridge = network({ driver: 'bridge', options: { [HOST_BINDING]: '127.0.0.1' } });
    return {
      bridge,
      byDefault: nginx({ on: bridge, publish: 80, publishOn: '' }),
      overridden: nginx({ on: bridge, publish: 80, publishAt: 'drawn', publishOn: '0.0.0.0' }),
      process: listener({ everywhere: true }),
    };
  });

  behaviour(
    'publish.default-binding',
    'On a network with `host_binding_ipv4`, a port without an address is published on that address only',
    {
      docs,
      needs: ['engine-on-this-machine'],
      relies: ['published-ports', 'bridge-gateway', 'localhost', 'host-binding', 'shown-host-ports'],
      why: 'A network that was made for development opens its databases to everybody in the office.',
      security: closedTo('a LAN host', 'a port of a network with the default host address 127.0.0.1'),
    },
    async () => {
      const { byDefault, process } = world;
      fact(
        'the host addresses in inspect',
        byDefault.bindings(80).map(({ HostIp }) => HostIp),
      ).is(['127.0.0.1']);
      await expect(fromPublishingHost.get(byDefault.publishedAt('127.0.0.1'))).toBeAnsweredBy(byDefault);
      for (const address of nonEmpty('the other addresses', await otherAddresses())) {
        const control = fromPublishingHost.get(`http://${address}:${process.port}`);
        const page = fromPublishingHost.get(byDefault.publishedAt(address), expectingNoAnswer);
        await expect(page).toBeBlocked({ control, answeredBy: process });
      }
      await expectHostPortsOfInspect(byDefault);
    },
  );

  behaviour(
    'publish.default-binding-overridden',
    'A host address given with the port overrides the default host address of the network',
    {
      docs,
      relies: ['published-ports', 'bridge-gateway', 'localhost', 'shown-host-ports'],
      why: 'The one service of a network that others should reach stays closed to them.',
    },
    async () => {
      const { overridden } = world;
      fact(
        'the host addresses in inspect',
        overridden.bindings(80).map(({ HostIp }) => HostIp),
      ).is(['0.0.0.0']);
      for (const address of nonEmpty('the addresses', ['127.0.0.1', ...(await otherAddresses())]))
        await expect(fromPublishingHost.get(overridden.publishedAt(address))).toBeAnsweredBy(overridden);
      await expectHostPortsOfInspect(overridden);
    },
  );

  behaviour(
    'publish.ipv4-only',
    '`-p 0.0.0.0:HOST_PORT:PORT` publishes on the IPv4 addresses of the host, and on no IPv6 address',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/#default-host-binding-address',
      needs: ['ipv6', 'engine-on-this-machine'],
      relies: ['published-ports', 'bridge-gateway', 'localhost', 'ipv4-host-address', 'shown-host-ports'],
      controlsRely: ['localhost-ipv6'],
      why: 'A service that is protected by IPv4 firewall rules is open over IPv6.',
    },
    async () => {
      const { overridden, process } = world;
      fact(
        'the host addresses in inspect',
        overridden.bindings(80).map(({ HostIp }) => HostIp),
      ).is(['0.0.0.0']);
      const port = overridden.hostPort();
      await expect(fromPublishingHost.get(`http://127.0.0.1:${port}`)).toBeAnsweredBy(overridden);
      for (const address of nonEmpty('the IPv6 addresses of the host', await lastingAddresses(6))) {
        const control = fromPublishingHost.get(`http://[${address}]:${process.port}`);
        const page = fromPublishingHost.get(`http://[${address}]:${port}`, expectingNoAnswer);
        await expect(page).toBeBlocked({ control, answeredBy: process });
      }
    },
  );
});
