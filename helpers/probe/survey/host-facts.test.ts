import { expect, test } from '@jest/globals';
import { defaultGateway } from './default-gateway.ts';
import { parseHostFacts } from './host-facts.ts';

const printed = (ipv6: string): string => `namespace net:[4026531840]
boot 7b1b0b7e-3b8f-4f39-9a42-2d4d8f0f3b60
${ipv6}bridge br-0123456789ab
loopback 1 0
mtu 1450
clock ${Math.floor(Date.now() / 1000) + 120}
`;

test('the facts are parsed', () => {
  expect(parseHostFacts(printed('ipv6 0 0\n'))).toEqual({
    namespace: 'net:[4026531840]',
    boot: '7b1b0b7e-3b8f-4f39-9a42-2d4d8f0f3b60',
    ipv6: true,
    hasBridge: true,
    routesLoopback: true,
    mtu: 1450,
    clockAheadMs: expect.closeTo(120_000, -4),
  });
});

test.each([
  ['the kernel has none (ipv6.disable=1)', ''],
  ['it is switched off for all interfaces', 'ipv6 1 0\n'],
  ['it is switched off for those to come', 'ipv6 0 1\n'],
])('no IPv6: %s', (_, line) => {
  expect(parseHostFacts(printed(line)).ipv6).toBe(false);
});

test.each([
  ['1 0', true],
  ['0 0', false],
  // every interface of the host is so from its start
  ['1 1', undefined],
])('a new bridge that routes loopback addresses: %s', (values, found) => {
  expect(parseHostFacts(`loopback ${values}\n`).routesLoopback).toBe(found);
});

test('a bridge in another namespace is not there', () => {
  expect(parseHostFacts('clock 1\n').hasBridge).toBe(false);
});

test('a host without a default route has no MTU of it', () => {
  expect(parseHostFacts('clock 1\n').mtu).toBeUndefined();
});

test('the gateway of the default route is parsed from the little-endian table', () => {
  const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask
eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000
eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF
`;
  expect(defaultGateway(() => table)).toBe('172.17.0.1');
});

test('a system without that table has no gateway', () => {
  expect(
    defaultGateway(() => {
      throw new Error('ENOENT');
    }),
  ).toBeUndefined();
});
