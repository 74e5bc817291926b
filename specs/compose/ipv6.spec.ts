import {
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  fact,
  from,
  scenario,
} from '../../helpers/behaviour/index.ts';

describe('Services on a network with both IP families', () => {
  const world = scenario(({ compose }) => ({
    shop: compose({
      services: {
        web: { networks: { dual: { ipv6_address: '${NET6}::10' } } },
        peer: { networks: ['dual'] },
      },
      networks: { dual: { enable_ipv6: true, ipam: { config: [{ subnet: '${NET6}::/64' }] } } },
      later: true,
    }),
  }));

  behaviour(
    'compose.ipv6',
    'Services on a network with `enable_ipv6` reach each other over IPv6, at their `ipv6_address` if they have one',
    {
      docs: 'https://docs.docker.com/reference/compose-file/networks/#enable_ipv6',
      needs: ['docker-compose', 'ipv6'],
      relies: ['compose-service-name'],
      why: 'The Compose file says that the network has IPv6, and no service can be reached over IPv6.',
    },
    async () => {
      const { shop } = world;
      await shop.up();
      const [web, peer] = [shop.service('web'), shop.service('peer')];
      const { EnableIPv6 } = await shop.network('dual').inspect();
      fact('whether the network has IPv6 in inspect', EnableIPv6).is(true);
      const wanted = `${shop.valueOf('NET6')}::10`;
      fact('the IPv6 address of web in inspect', web.address6).is(wanted);
      fact('the IPv6 addresses in the container', await from(web).addresses6()).includes(wanted);
      await expect(from(peer).reach6(web)).toBeOpen();
      await expect(from(web).reach6(peer)).toBeOpen();
      await expectNamesResolve(peer, ['web'], web);
      await expectNamesResolve(web, ['peer'], peer);
    },
  );
});
