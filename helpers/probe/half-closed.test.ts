import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { fetchHalfClosed } from './half-closed.ts';

const PAGE = 'HTTP/1.0 200 OK\r\nX-Container: web\r\nContent-Length: 2\r\n\r\nhi';

/** Long enough for a long path on a busy machine. */
const LIMIT_MS = 20_000;

/** Requests a path of a server that handles its connections so. */
async function requested(handle: (connection: Socket) => void, path = '/'): Promise<unknown> {
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    connection.on('error', () => {});
    handle(connection);
  }).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return await fetchHalfClosed(`http://127.0.0.1:${port}${path}`, LIMIT_MS);
  } finally {
    server.close();
  }
}

test('an answer after the end of the request is whole', async () => {
  const answer = await requested((connection) => connection.resume().once('end', () => connection.end(PAGE)));
  expect(answer).toMatchObject({ kind: 'answered', status: 200, by: 'web', body: 'hi' });
});

test('a connection that ends with the request is reset', async () => {
  const answer = await requested((connection) => connection.resume().once('end', () => connection.resetAndDestroy()));
  expect(answer).toEqual({ kind: 'reset' });
});

test('a connection that is reset after its answer is reset', async () => {
  const answer = await requested((connection) =>
    connection.resume().once('end', () => connection.write(PAGE, () => connection.resetAndDestroy())),
  );
  expect(answer).toEqual({ kind: 'reset' });
});

test('answers before the end of the request show nothing', async () => {
  // more than fits into the buffers, so that the request cannot have ended
  const path = `/${'x'.repeat(16 * 1024 * 1024)}`;
  await expect(requested((connection) => connection.end(PAGE), path)).rejects.toThrow('each of 5 answers came before');
});
