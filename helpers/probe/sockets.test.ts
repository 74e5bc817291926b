import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { socketTables } from '../scenario/socket-tables.ts';
import { parseSockets } from './sockets.ts';

const line = (table: string, local: string, state: string, inode: number): string =>
  `${table}    0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0`;

test('listening sockets have a protocol, an address, a port and their number in the kernel', () => {
  const tables = [
    line('tcp', '0100007F:1F90', '0A', 4711),
    line('udp', '00000000:0035', '07', 4712),
    line('tcp6', '00000000000000000000000000000000:0050', '0A', 4713),
    line('udp6', '00000000000000000000000001000000:0035', '07', 4714),
  ].join('\n');
  expect(parseSockets(tables)).toEqual([
    { protocol: 'tcp', address: '127.0.0.1', port: 8080, inode: '4711' },
    { protocol: 'udp', address: '0.0.0.0', port: 53, inode: '4712' },
    { protocol: 'tcp', address: '::', port: 80, inode: '4713' },
    { protocol: 'udp', address: '::1', port: 53, inode: '4714' },
  ]);
});

test('connected sockets and the heads of the tables are left out', () => {
  expect(parseSockets(`tcp  sl  local_address\n${line('tcp', '0100007F:1F90', '01', 1)}`)).toEqual([]);
});

test.each(['0.0.0.0', '127.0.0.1'])('a port with a socket on %s is in the tables of the kernel', async (host) => {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  try {
    expect(parseSockets(socketTables())).toContainEqual(
      expect.objectContaining({ protocol: 'tcp', address: host, port }),
    );
  } finally {
    server.close();
  }
});
