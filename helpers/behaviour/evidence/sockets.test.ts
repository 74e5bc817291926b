import { expect, test } from '@jest/globals';
import { isListening, parseListeningSockets } from './sockets.ts';

const proc = [
  'tcp   sl  local_address rem_address   st tx_queue rx_queue',
  'tcp    0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
  'tcp    1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0',
  'tcp    2: 020011AC:0050 030011AC:A000 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0 100 0 0 10 0',
  'udp    3: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4 2 0 0',
  'tcp6   0: 00000000000000000000000000000000:0BB8 00000000000000000000000000000000:0000 0A 00000000:00000000',
  'tcp6   1: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000',
  'tcp6   2: 0000000000000000FFFF0000020011AC:0017 00000000000000000000000000000000:0000 0A 00000000:00000000',
  'tcp6   3: B80D0120000000000000000001000000:0018 00000000000000000000000000000000:0000 0A 00000000:00000000',
].join('\n');

test('parses the listening sockets of the kernel with their addresses', () => {
  expect(parseListeningSockets(proc)).toEqual([
    { protocol: 'tcp', address: '127.0.0.1', port: 8080 },
    { protocol: 'tcp', address: '0.0.0.0', port: 80 },
    { protocol: 'udp', address: '0.0.0.0', port: 53 },
    { protocol: 'tcp', address: '::', port: 3000 },
    { protocol: 'tcp', address: '::1', port: 22 },
    { protocol: 'tcp', address: '172.17.0.2', port: 23 },
    { protocol: 'tcp', address: '2001:db8:0:0:0:0:0:1', port: 24 },
  ]);
});

const tcp = (address: string, port: number) => ({ protocol: 'tcp', address, port }) as const;

test('a socket on all addresses listens on each of them, a loopback socket only on that address', () => {
  const sockets = parseListeningSockets(proc);
  expect(isListening(sockets, tcp('172.17.0.2', 80))).toBe(true);
  expect(isListening(sockets, tcp('172.17.0.2', 3000))).toBe(true);
  expect(isListening(sockets, tcp('172.17.0.2', 8080))).toBe(false);
  expect(isListening(sockets, tcp('127.0.0.1', 8080))).toBe(true);
  expect(isListening(sockets, tcp('fd00::2', 80))).toBe(false);
  expect(isListening(sockets, { ...tcp('172.17.0.2', 53), protocol: 'udp' })).toBe(true);
  expect(isListening(sockets, tcp('172.17.0.2', 53))).toBe(false);
});
