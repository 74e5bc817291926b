import { expect, test } from '@jest/globals';
import { takenSubnets, withoutSubnets } from './fixed-subnets.ts';

const file = {
  networks: {
    data: { ipam: { driver: 'default', config: [{ subnet: '172.28.0.0/24', gateway: '172.28.0.9' }] } },
    both: { enable_ipv6: true, ipam: { config: [{ subnet: '10.9.0.0/16' }, { subnet: 'fd00:9::/64' }] } },
    link: { driver: 'macvlan', ipam: { config: [{ subnet: '172.28.0.0/24' }] } },
    shared: { external: true, name: 'outer' },
    default: null,
  },
  services: {
    db: {
      image: 'x',
      networks: {
        data: { ipv4_address: '172.28.0.5', aliases: ['database'] },
        both: { ipv4_address: '10.9.0.5', ipv6_address: 'fd00:9::5' },
      },
    },
    api: { image: 'x', networks: { data: null } },
    job: { image: 'x' },
  },
};

test('a subnet is taken that overlaps with one of the engine', () => {
  const used = [
    { name: 'bridge', subnet: '172.17.0.0/16' },
    { name: 'shop_data', subnet: '172.28.0.0/16' },
    { name: 'shop_both', subnet: 'fd00:9::/64' },
  ];
  expect(takenSubnets(file, used)).toEqual([
    { network: 'data', subnet: '172.28.0.0/24', holder: 'shop_data' },
    { network: 'both', subnet: 'fd00:9::/64', holder: 'shop_both' },
  ]);
  expect(takenSubnets(file, used.slice(0, 1))).toEqual([]);
});

test('it is left out with the addresses in it, and every other one stays', () => {
  const { networks, services } = withoutSubnets(file, [
    { network: 'data', subnet: '172.28.0.0/24', holder: 'shop_data' },
    { network: 'both', subnet: 'fd00:9::/64', holder: 'shop_both' },
  ]);
  expect(networks).toEqual({
    ...file.networks,
    data: { ipam: { driver: 'default', config: [] } },
    both: {
      enable_ipv6: true,
      ipam: {
        config: [{ subnet: '10.9.0.0/16' }, { subnet: expect.stringMatching(/^fd..:[\da-f]{4}:[\da-f]{4}::\/64$/) }],
      },
    },
  });
  expect(services).toEqual({
    ...file.services,
    db: { image: 'x', networks: { data: { aliases: ['database'] }, both: { ipv4_address: '10.9.0.5' } } },
  });
});

test('nothing is changed where nothing is taken', () => {
  expect(withoutSubnets(file, [])).toBe(file);
});
