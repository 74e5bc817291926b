import {
  LARGE_BODY_BYTES,
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  fact,
  from,
  ipv6SubnetInUse,
  namesIn,
  networkOfDefaultRoute,
  required,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';
import { inSubnet } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/engine/daemon/ipv6/#create-an-ipv6-network';
const needs = ['ipv6'] as const;

describe('Containers on a network with both IP families, and one on a network without IPv6', () => {
  const world = scenario(({ network, nginx, attempt }) => {
    // by its name, it comes before the other
    const alone = network({ driver: 'bridge' });
    const dual = network({ driver: 'bridge', ipv6: true });
    return {
      alone,
      dual,
      client: nginx({ on: dual }),
      server: nginx({ on: dual, alias: 'server' }),
      plain: nginx({ on: alone }),
      off: attempt(nginx({ on: dual, alias: 'off', sysctls: { 'net.ipv6.conf.all.disable_ipv6': '1' } })),
      chosen: attempt(network({ driver: 'bridge', chosenSubnet6: true })),
      large: attempt(network({ driver: 'bridge', ipv6: '/48' })),
    };
  });

  behaviour(
    'ipv6.dual-stack',
    'A container on a network with both IP families is reached and resolved by an address of each',
    {
      docs,
      needs,
      relies: ['alias', 'container-name', 'embedded-dns', 'peers', 'peers-ipv6', 'inspect-address'],
      why: 'Clients get an address of a family that the server does not have, and wait until they try the other.',
    },
    async () => {
      const { client, server, dual } = world;
      const subnet = required('IPv6 subnet of the network', dual.subnet6);
      fact("the container's IPv6 address", server.address6).satisfies(`in the subnet ${subnet}`, (address) =>
        inSubnet(address, subnet),
      );
      await expect(from(client).reach(server)).toBeOpen();
      await expect(from(client).reach6(server)).toBeOpen();
      const { bytes } = await from(client).digest(`${server.url6}/large`);
      fact('the length of a page that is loaded over IPv6', bytes).is(LARGE_BODY_BYTES);
      await expectNamesResolve(client, ['server', server.engineName], server);
    },
  );

  behaviour(
    'ipv6.own-hostname',
    'A container resolves its own hostname to its IPv6 address as well',
    {
      docs: 'https://docs.docker.com/engine/network/#ip-address-and-hostname',
      needs,
      relies: ['hosts-file', 'own-hostname', 'inspect-address'],
      why: 'A server that announces or listens on the address of its own hostname is unreachable over IPv6.',
    },
    async () => {
      const { client } = world;
      const at6 = { name: client.name, address: client.address6 };
      await expect(from(client).systemLookup(client.shortId)).toResolveTo(client, at6);
    },
  );

  behaviour(
    'ipv6.reverse',
    "A reverse lookup of a container's IPv6 address returns the container's name as NAME.NETWORK",
    {
      docs: 'https://github.com/moby/moby/issues/20847',
      needs,
      relies: ['container-name', 'embedded-dns', 'inspect-address'],
      why: 'Logs and access rules based on client names show bare addresses for clients that connect over IPv6.',
    },
    async () => {
      const { client, server, dual } = world;
      const names = namesIn(await from(client).reverse(server.address6));
      fact("the names of the server's IPv6 address", names).is(`${server.engineName}.${dual.engineName}`);
    },
  );

  behaviour(
    'ipv6.restarted',
    'A restarted container has an IPv6 address again, its IPv6 default route, and its names resolve to it',
    {
      docs,
      needs,
      relies: ['alias', 'embedded-dns', 'peers', 'peers-ipv6', 'default-route-ipv6'],
      why: 'After a restart, a service is reached over IPv4 only, or clients wait for an address that nobody has.',
    },
    async () => {
      const { client, server, dual } = world;
      await server.restart();
      fact('the IPv6 addresses of the container', await from(server).addresses6()).includes(server.address6);
      fact('the network with the IPv6 default route', await networkOfDefaultRoute(server, [dual], 6)).is('dual');
      await expect(from(client).reach6(server)).toBeOpen();
      await expectNamesResolve(client, ['server'], server);
    },
  );

  behaviour(
    'ipv6.default-route',
    'A container has its IPv6 default route through the gateway of its network with IPv6',
    {
      docs,
      needs,
      relies: ['connect', 'default-route-ipv6'],
      controlsRely: ['disconnect'],
      why: 'Containers have IPv6 addresses and reach no IPv6 host outside their network.',
    },
    async () => {
      const { client, plain, alone, dual } = world;
      fact('the network with the IPv6 default route', await networkOfDefaultRoute(client, [dual], 6)).is('dual');
      await plain.connect(dual);
      await using _ = restoring(() => plain.disconnect(dual));
      const network = await networkOfDefaultRoute(plain, [alone, dual], 6);
      fact('the network with the IPv6 default route of a container on two', network).is('dual');
    },
  );

  behaviour(
    'ipv6.ipv4-default-route-by-priority',
    'The network with the highest `gw-priority` has the IPv4 default route, also where only another one has IPv6',
    {
      docs: 'https://docs.docker.com/engine/network/#connecting-to-multiple-networks',
      needs,
      // without 'gateway-priority': no embedded engine has its IPv4 default route by it yet
      relies: ['connect', 'default-route', 'default-route-ipv6'],
      controlsRely: ['disconnect'],
      why: 'IPv4 packets for a VPN or a perimeter network leave by another network, whatever priority was configured.',
    },
    async () => {
      const { plain, alone, dual } = world;
      await plain.connect(dual, { gwPriority: -1 });
      await using _ = restoring(() => plain.disconnect(dual));
      fact('the network with the IPv4 default route', await networkOfDefaultRoute(plain, [alone, dual])).is('alone');
      fact('the network with the IPv6 default route', await networkOfDefaultRoute(plain, [alone, dual], 6)).is('dual');
    },
  );

  behaviour(
    'ipv6.ready-at-once',
    'An IPv6 address is usable as soon as its container is connected to the network',
    {
      docs: 'https://docs.docker.com/engine/release-notes/27/#2740',
      needs,
      relies: ['connect', 'peers-ipv6'],
      controlsRely: ['disconnect'],
      why: 'Servers that start at once cannot listen on their IPv6 address, and their first requests fail.',
    },
    async () => {
      const { client, plain, dual } = world;
      await plain.connect(dual);
      await using _ = restoring(() => plain.disconnect(dual));
      await expect(from(plain).reach6(client)).toBeOpen();
    },
  );

  behaviour(
    'ipv6.switched-off',
    'A container with the sysctl `disable_ipv6` has no IPv6 address, and its names resolve to none',
    {
      docs: 'https://github.com/moby/moby/issues/47055',
      needs,
      relies: ['alias', 'embedded-dns', 'peers'],
      why: 'Clients try an IPv6 address that the server does not have, and wait for a timeout at each connection.',
    },
    async () => {
      const { client, off } = world;
      if (off.kind !== 'running') return fact('the refusal by the engine', off.message).is('none');
      const { container } = off;
      fact('the IPv6 addresses of the container', await from(container).addresses6()).is([]);
      const [ipv4, ipv6] = await Promise.all([from(client).lookup('off'), from(client).lookup('off', 'AAAA')]);
      await expect(ipv4).toResolveTo(container);
      await expect(ipv6).toHaveNoData();
      await expect(from(client).get('http://off')).toBeAnsweredBy(container);
    },
  );

  behaviour(
    'ipv6.unique-local-by-default',
    '`--ipv6` without a subnet gives a network a /64 of unique local addresses',
    {
      docs: 'https://docs.docker.com/engine/daemon/ipv6/#dynamic-ipv6-subnet-allocation',
      needs,
      controlsRely: ['connect', 'peers-ipv6'],
      why: 'Users must invent an IPv6 subnet for every network, or two of their networks overlap.',
    },
    async () => {
      const subnet = await ipv6SubnetInUse(world.chosen, world.client, world.server);
      if (subnet !== undefined)
        fact('the IPv6 subnet of the network', subnet).satisfies('a /64 of fd00::/8', (found) =>
          /^fd[\da-f]{2}:.*\/64$/.test(found),
        );
    },
  );

  behaviour(
    'ipv6.large-subnet',
    'An IPv6 subnet larger than a /64 is accepted, and containers reach each other in it',
    {
      docs: 'https://docs.docker.com/engine/release-notes/28/#2800',
      needs,
      relies: ['connect'],
      why: 'A network cannot use the /48 that a provider assigned.',
    },
    async () => {
      const subnet = await ipv6SubnetInUse(world.large, world.client, world.server);
      if (subnet !== undefined) fact('the prefix of the IPv6 subnet', subnet.replace(/.*\//, '/')).is('/48');
    },
  );
});
