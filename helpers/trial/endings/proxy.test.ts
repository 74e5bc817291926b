import { mkdtempSync, rmSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BadLine } from './proxy.ts';

/** Long enough for a busy machine to ask within it. */
const CUT_MS = 1_000;

let folder: string;
let engine: Server;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bad-line-'));
  // as a hijacked exec: it answers once the other side has said all, and then ends
  engine = createServer({ allowHalfOpen: true }, (socket) => void text(socket).then((said) => socket.end(`${said}!`)));
  await new Promise<void>((resolve) => engine.listen(join(folder, 'a.sock'), resolve));
});

afterEach(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

async function ask(said: string): Promise<string> {
  const socket = connect({ path: join(folder, 'a.sock'), allowHalfOpen: true });
  socket.end(said);
  return text(socket);
}

test('a bad line passes on both ways, later by its delay', async () => {
  const line = await BadLine.at(join(folder, 'a.sock'), 100);
  const started = performance.now();
  expect(await ask('hello')).toBe('hello!');
  expect(performance.now() - started).toBeGreaterThanOrEqual(99);
  await line.end();
  expect(await ask('direct')).toBe('direct!');
});

test('a bad line that is cut answers nothing, and answers again afterwards', async () => {
  const line = await BadLine.at(join(folder, 'a.sock'), 0);
  const mended = line.cut(CUT_MS);
  expect(await ask('hello').catch(() => '')).toBe('');
  await mended;
  expect(await ask('hello')).toBe('hello!');
  await line.end();
});
