import { mkdtempSync, rmSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ConnectionProxy } from './connection-proxy.ts';

/** Long enough for a request on a busy machine. */
const CUT_MS = 1_000;

let folder: string;
let engine: Server;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'connection-proxy-'));
  // like a hijacked exec: it answers once the client has closed its side, and then closes
  engine = createServer(
    { allowHalfOpen: true },
    (socket) => void text(socket).then((request) => socket.end(`${request}!`)),
  );
  await new Promise<void>((resolve) => engine.listen(join(folder, 'a.sock'), resolve));
});

afterEach(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

async function send(request: string): Promise<string> {
  const socket = connect({ path: join(folder, 'a.sock'), allowHalfOpen: true });
  socket.end(request);
  return text(socket);
}

test('a proxy forwards both ways, after its delay', async () => {
  const proxy = await ConnectionProxy.at(join(folder, 'a.sock'), 100);
  const started = performance.now();
  expect(await send('hello')).toBe('hello!');
  expect(performance.now() - started).toBeGreaterThanOrEqual(99);
  await proxy.end();
  expect(await send('direct')).toBe('direct!');
});

test('a proxy drops connections while it is cut, and forwards afterwards', async () => {
  const proxy = await ConnectionProxy.at(join(folder, 'a.sock'), 0);
  const restored = proxy.cut(CUT_MS);
  expect(await send('hello').catch(() => '')).toBe('');
  await restored;
  expect(await send('hello')).toBe('hello!');
  await proxy.end();
});
