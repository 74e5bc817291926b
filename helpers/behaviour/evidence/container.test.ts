import { expect, test } from '@jest/globals';
import { defaultBridge, engineHost, lanHost, network, nginx } from '../../scenario/declare.ts';
import { publishedAs } from './container.ts';

const bridge = network({ driver: 'bridge' });
const local = network({
  driver: 'bridge',
  options: { 'com.docker.network.bridge.host_binding_ipv4': '127.0.0.7' },
});
const withAddress = engineHost({ dockerd: ['--live-restore', '--ip=127.0.0.5'] });

test.each([
  ['no port', nginx({ on: bridge }), {}],
  ['a port at all addresses', nginx({ on: bridge, publish: 80 }), { publish: 80 }],
  ['a port at one address', nginx({ publish: 80, publishOn: '127.0.0.1' }), { publish: 80, publishOn: '127.0.0.1' }],
  ['the host address of its network', nginx({ on: local, publish: 80 }), { publish: 80, publishOn: '127.0.0.7' }],
  [
    'the host address of its engine on the default bridge',
    nginx({ at: withAddress, on: defaultBridge, publish: 80 }),
    { publish: 80, publishOn: '127.0.0.5' },
  ],
  ['no address of its engine on another network', nginx({ at: withAddress, on: bridge, publish: 80 }), { publish: 80 }],
  ['nothing that is known before the start', nginx({ publish: 80, publishOn: lanHost() }), {}],
  ['nothing on macvlan', nginx({ on: network({ driver: 'macvlan' }), publish: 80 }), {}],
  ['nothing on an internal network', nginx({ on: network({ driver: 'bridge', internal: true }), publish: 80 }), {}],
])('a container has %s', (_, declaration, expected) => {
  expect(publishedAs(declaration)).toEqual(expected);
});
