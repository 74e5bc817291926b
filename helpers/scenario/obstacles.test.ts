import { expect, test } from '@jest/globals';
import type { Settings } from '../engine/settings.ts';
import { attempt, defaultBridge, engineHost, hostNetwork, network, networkOf, nginx } from './declare.ts';
import { obstacleTo } from './obstacles.ts';

const healthy = {
  settings: { defaultBridge: { interface: 'docker0' } } as Settings,
  surroundings: { ipForwarding: true },
};
const withoutBridge = { ...healthy, settings: { defaultBridge: 'none' } as Settings };
const withoutIpv6 = { ...healthy, surroundings: { ipForwarding: true, ipv6: false } };
const withoutHostNetwork = { ...healthy, surroundings: { ipForwarding: true, hostNetworkRefused: 'not here' } };

const dual = network({ driver: 'bridge', ipv6: true });
const plain = network({ driver: 'bridge' });

test.each([
  ['a container on the default bridge', nginx({ on: defaultBridge }), withoutBridge, 'default-bridge'],
  ['an attempt there', attempt(nginx()), withoutBridge, 'default-bridge'],
  [
    'one that shares the network of such a container',
    nginx({ on: networkOf(nginx()) }),
    withoutBridge,
    'default-bridge',
  ],
  ['a container on the host network', nginx({ on: hostNetwork }), withoutHostNetwork, 'host-network'],
  ['a network with IPv6', dual, withoutIpv6, 'ipv6'],
  ['a container on it', nginx({ on: dual }), withoutIpv6, 'ipv6'],
  ['one that is connected to it', nginx({ on: plain, alsoOn: [{ on: dual }] }), withoutIpv6, 'ipv6'],
])('%s is left out where the host or its user does not allow it', (_, declared, engine, need) => {
  expect(obstacleTo(declared, engine)).toMatchObject({ need });
  expect(obstacleTo(declared, healthy)).toBeUndefined();
});

test('a part on a lab host is never left out', () => {
  const at = engineHost();
  for (const engine of [withoutBridge, withoutIpv6, withoutHostNetwork])
    for (const declared of [
      nginx({ at }),
      nginx({ at, on: hostNetwork }),
      network({ driver: 'bridge', ipv6: true, at }),
    ])
      expect(obstacleTo(declared, engine)).toBeUndefined();
});
