import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { freeHostPort } from './ports.ts';

test('a drawn host port is free over TCP, and below the ports of clients', async () => {
  const port = await freeHostPort();
  expect(port).toBeGreaterThanOrEqual(20_000);
  expect(port).toBeLessThan(32_000);
  const server = createServer().listen(port);
  await once(server, 'listening');
  server.close();
});
