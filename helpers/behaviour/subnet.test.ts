import { expect, test } from '@jest/globals';
import { inSubnet, lastHostAddress } from './subnet.ts';

test.each([
  ['172.18.0.3', '172.18.0.0/16', true],
  ['172.18.255.255', '172.18.0.0/16', true],
  ['172.19.0.3', '172.18.0.0/16', false],
  ['192.168.16.17', '192.168.16.16/28', true],
  ['192.168.16.32', '192.168.16.16/28', false],
  // the subnet as an address in it and a prefix, as `ip address` has it
  ['172.18.0.3', '172.18.0.1/16', true],
  ['fd00:1::3', 'fd00:1::/64', true],
  ['fd00:2::3', 'fd00:1::/64', false],
  ['fd00:1::3', '172.18.0.0/16', false],
  ['172.18.0.3', 'fd00:1::/64', false],
])('%s in %s: %s', (address, subnet, inside) => {
  expect(inSubnet(address, subnet)).toBe(inside);
});

test('an empty address or subnet is an error: a container without an address never counts as isolated', () => {
  expect(() => inSubnet('172.18.0.3', '')).toThrow();
  expect(() => inSubnet('', '172.18.0.0/16')).toThrow();
});

test.each([
  ['172.17.0.2', 16, '172.17.255.254'],
  ['192.168.16.18', 28, '192.168.16.30'],
  ['192.168.1.5', 24, '192.168.1.254'],
  ['10.1.2.3', 8, '10.255.255.254'],
  // beyond 2^31, where bitwise operators turn negative
  ['240.0.0.2', 20, '240.0.15.254'],
])('the last host address in the subnet of %s/%i is %s', (address, prefixLength, last) => {
  expect(lastHostAddress(address, prefixLength)).toBe(last);
});
