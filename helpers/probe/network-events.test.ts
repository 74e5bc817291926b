import { expect, test } from '@jest/globals';
import { parseEvents } from './network-events.ts';

const connect = {
  Type: 'network',
  Action: 'connect',
  Actor: { ID: 'ab12', Attributes: { container: 'cd34', name: 'front', type: 'bridge' } },
};

test('a line is an event, and an incomplete one is not yet one', () => {
  const line = JSON.stringify(connect);
  expect(parseEvents(`${line}\n${line.slice(0, 20)}`)).toEqual([
    { action: 'connect', id: 'ab12', name: 'front', driver: 'bridge', container: 'cd34' },
  ]);
});

test('an event without a container is of the network itself', () => {
  const destroy = { Action: 'destroy', Actor: { ID: 'ab12', Attributes: { name: 'front', type: 'bridge' } } };
  expect(parseEvents(`${JSON.stringify(destroy)}\n`)[0]).toMatchObject({ action: 'destroy', container: undefined });
});
