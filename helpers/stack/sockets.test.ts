import { expect, test } from '@jest/globals';
import { listensAt, parseCounts, parseListeners } from './sockets.ts';

const row = (table: string, local: string, state: string): string =>
  `${table}    0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 4711 1 0`;

test('listeners: those of one port together, loopback apart, sockets of UDP clients left out', () => {
  const tables = [
    row('tcp', '00000000:1F90', '0A'),
    row('tcp6', '00000000000000000000000000000000:1F90', '0A'),
    row('tcp', '0100007F:2382', '0A'),
    row('udp', '0B00007F:0035', '07'),
    row('udp', '00000000:1FBD', '07'),
    row('udp', '00000000:C001', '07'),
  ].join('\n');
  const listeners = parseListeners(tables);
  expect(listeners).toEqual([
    { transport: 'tcp', port: 8080, addresses: ['0.0.0.0', '::'], isPrivate: false },
    { transport: 'tcp', port: 9090, addresses: ['127.0.0.1'], isPrivate: true },
    { transport: 'udp', port: 53, addresses: ['127.0.0.11'], isPrivate: true },
    { transport: 'udp', port: 8125, addresses: ['0.0.0.0'], isPrivate: false },
  ]);
});

test.each([
  [['0.0.0.0'], '172.18.0.2', true],
  [['0.0.0.0'], 'fd00::2', false],
  [['::'], '172.18.0.2', true],
  [['172.18.0.2'], '172.18.0.2', true],
  [['172.18.0.2'], '172.19.0.2', false],
])('a socket at %j at %s: %s', (addresses, address, listens) => {
  expect(listensAt({ transport: 'tcp', port: 80, addresses, isPrivate: false }, address)).toBe(listens);
});

test('counts: both families of one moment add up', () => {
  expect(parseCounts('10.02 5\n10.02 2\n10.05 8\n10.05 2\n')).toEqual([
    { at: 10.02, datagrams: 7 },
    { at: 10.05, datagrams: 10 },
  ]);
});
