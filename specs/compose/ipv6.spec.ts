import {
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  fact,
  from,
  onceDone,
  scenario,
} from '../../helpers/behaviour/index.ts';

const needs = ['docker-compose', 'ipv6'] as const;

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
  const onceUp = onceDone(() => world.shop.up());

  behaviour(
    'compose.ipv6',
    'Services on a network with `enable_ipv6` reach each other over IPv6, by name and by address',
    {
      docs: 'https://docs.docker.com/reference/compose-file/networks/#enable_ipv6',
      needs,
      relies: ['compose-service-name'],
      why: 'The Compose file says that the network has IPv6, and no service has an IPv6 address.',
    },
    () =>
      onceUp(async () => {
        const { shop } = world;
        const [web, peer] = [shop.service('web'), shop.service('peer')];
        const { EnableIPv6 } = await shop.network('dual').inspect();
        fact('whether the network has IPv6 in inspect', EnableIPv6).is(true);
        await expect(from(peer).reach6(web)).toBeOpen();
        await expect(from(web).reach6(peer)).toBeOpen();
        await expectNamesResolve(peer, ['web'], web);
        await expectNamesResolve(web, ['peer'], peer);
      }),
  );

  behaviour(
    'compose.static-address-ipv6',
    'A service has the static IPv6 address that the Compose file gives it on its network',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#ipv4_address-ipv6_address',
      needs,
      why: 'Firewall rules and DNS records with a fixed IPv6 address lead to nobody, or to another service.',
    },
    () =>
      onceUp(async () => {
        const { shop } = world;
        const [web, peer] = [shop.service('web'), shop.service('peer')];
        const wanted = `${shop.valueOf('NET6')}::10`;
        fact('the IPv6 address in inspect', web.address6).is(wanted);
        fact('the IPv6 addresses in the container', await from(web).addresses6()).includes(wanted);
        await expect(from(peer).get(`http://[${wanted}]`)).toBeAnsweredBy(web);
      }),
  );
});
