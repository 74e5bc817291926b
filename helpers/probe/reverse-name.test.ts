import { expect, test } from '@jest/globals';
import { addressOfReverseName, reverseName } from './reverse-name.ts';

test.each([
  ['172.18.0.3', '3.0.18.172.in-addr.arpa'],
  ['fd00:1::2', `2.${'0.'.repeat(23)}1.0.0.0.0.0.d.f.ip6.arpa`],
  ['fd12:3456:789a:1:2:3:4:5', '5.0.0.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.a.9.8.7.6.5.4.3.2.1.d.f.ip6.arpa'],
])('%s has its reverse lookup name, which leads back to it', (address, name) => {
  expect(reverseName(address)).toBe(name);
  expect(addressOfReverseName(name)).toBe(address);
});
