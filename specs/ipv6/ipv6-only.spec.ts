import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  fromPublishingHost,
  lastingAddresses,
  scenario,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

describe('Containers on a network without IPv4', () => {
  const world = scenario(({ network, nginx, listener }) => {
    const only = network({ driver: 'bridge', ipv4: false, ipv6: true });
    return {
      only,
      client: nginx({ on: only }),
      server: nginx({ on: only, alias: 'server', publish: 80 }),
      process: listener({ everywhere: true }),
    };
  });

  const ipv4BesideLoopback = async () =>
    (await from(world.client).addresses()).filter((address) => address !== '127.0.0.1');

  behaviour(
    'ipv6.only',
    'Containers on a network with `--ipv4=false` have IPv6 addresses only, and reach each other by name',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/create/',
      needs: ['ipv6'],
      relies: ['alias', 'container-name', 'embedded-dns', 'peers-ipv6', 'no-ipv4'],
      why: 'IPv4 subnets run out, and networks that need none occupy one each.',
    },
    async () => {
      const { client, server } = world;
      const at6 = { name: server.name, address: server.address6 };
      fact('the IPv4 addresses beside 127.0.0.1', await ipv4BesideLoopback()).is([]);
      await expect(from(client).reach6(server)).toBeOpen();
      for (const name of ['server', server.engineName]) {
        const [ipv4, ipv6] = await Promise.all([from(client).lookup(name), from(client).lookup(name, 'AAAA')]);
        await expect(ipv4).toHaveNoData();
        await expect(ipv6).toResolveTo(at6);
        await expect(from(client).get(`http://${name}`)).toBeAnsweredBy(server, { at: at6.address });
      }
    },
  );

  behaviour(
    'ipv6.only-published',
    "A port of a container on a network with `--ipv4=false` is published at the host's IPv6 addresses",
    {
      docs: 'https://docs.docker.com/engine/daemon/ipv6/#create-an-ipv6-network',
      needs: ['ipv6', 'default-host-address'],
      relies: ['published-ports-ipv6', 'localhost-ipv6', 'all-ipv6-host-addresses', 'no-ipv4'],
      why: 'A service on an IPv6 network cannot be published.',
    },
    async () => {
      const { client, server, process } = world;
      fact('the IPv4 addresses beside 127.0.0.1', await ipv4BesideLoopback()).is([]);
      // the userland proxy reaches no container before the bridge may use its address
      await untilGatewaysAnswer(process, client);
      for (const address of [...(await lastingAddresses(6)), server.gateway6])
        await expect(fromPublishingHost.get(server.publishedAt(address))).toBeAnsweredBy(server);
    },
  );
});
