import { expect, test } from '@jest/globals';
import { topology } from './html/example.ts';
import { withoutRunNames } from './repeat.ts';

test('members have the names of the scenario, though the identity of one begins with that of another', () => {
  const [container] = topology.containers;
  const named = ['peer', 'peer2'].map((name) =>
    Object.assign({}, container, { name, identity: `dnc-1a2b3c-4d5e-${name}` }),
  );
  const text = 'answered by dnc-1a2b3c-4d5e-peer2, not by dnc-1a2b3c-4d5e-peer';
  expect(withoutRunNames(text, { ...topology, containers: named })).toBe('answered by peer2, not by peer');
});
