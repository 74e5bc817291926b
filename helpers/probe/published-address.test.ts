import { expect, test } from '@jest/globals';
import type { SendingContainer } from './exec.ts';
import { gatewayOf, publishedAddress, unknownHostAddress } from './published-address.ts';

type Network = { readonly Driver: string; readonly Options?: Record<string, string> };

/** A container on these networks, each with a gateway, on an engine that has them. */
function containerOn(networks: Record<string, Network & { readonly Gateway: string }>, isOnHostNetwork = false) {
  const endpoints = Object.entries(networks).map(([name, { Gateway }]) => [name, { Gateway, NetworkID: name }]);
  return {
    isOnHostNetwork,
    history: [{ NetworkSettings: { Networks: Object.fromEntries(endpoints) } }],
    engine: { getNetwork: (name: string) => ({ inspect: async () => networks[name] }) },
  } as unknown as SendingContainer;
}

const gateway = '172.18.0.1';
const all = { address: '0.0.0.0', port: 8088 };
const loopback = { address: '127.0.0.1', port: 8088 };
const one = { address: '192.0.2.7', port: 8088 };

test.each([
  ['a container connects to its gateway', all, { gateway }, gateway],
  ["a container does not connect to its own loopback address for the host's", loopback, { gateway }, gateway],
  ['a container connects to the only address of the binding', one, { gateway }, '192.0.2.7'],
  ['a host connects to the address of the host', all, { hostAddress: '127.0.0.1' }, '127.0.0.1'],
  ['anybody connects to the address that is named', all, { gateway, at: '192.0.2.9' }, '192.0.2.9'],
  ['a container without a gateway has no address to connect to', all, {}, undefined],
  ['nor for a port on the loopback address', loopback, {}, undefined],
])('%s', (_, binding, known, expected) => {
  expect(publishedAddress(binding, known)).toBe(expected);
});

test.each([
  ['of its bridge network', { a: { Driver: 'bridge', Gateway: gateway } }, gateway],
  [
    'of a bridge, not that of a macvlan network, which is a router',
    { a: { Driver: 'macvlan', Gateway: '192.0.2.1' }, b: { Driver: 'bridge', Gateway: gateway } },
    gateway,
  ],
  ['none on a network without one', { a: { Driver: 'bridge', Gateway: '' } }, undefined],
  [
    'none where the bridge does not have the address',
    { a: { Driver: 'bridge', Gateway: gateway, Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' } } },
    undefined,
  ],
])('the gateway: %s', async (_, networks, expected) => {
  expect(await gatewayOf(containerOn(networks as Parameters<typeof containerOn>[0]))).toBe(expected);
});

test('a container on the host network connects to the loopback address', async () => {
  expect(await gatewayOf(containerOn({}, true))).toBe('127.0.0.1');
});

test('the error says what to write', () => {
  expect(unknownHostAddress('db', 'web', 80).message).toContain(
    "connect(web, 80, { published: true, at: '192.0.2.1' })",
  );
});
