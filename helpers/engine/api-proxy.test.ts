import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { type ApiProxy, type Alteration, type Call, openProxy } from './api-proxy.ts';

let folder: string;
let engine: Server;
let proxy: ApiProxy;
let socket: string;

/** Replies as an engine would, with the request that it received. */
async function echo(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await text(incoming);
  outgoing.writeHead(200, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify({ url: incoming.url, body: body && (JSON.parse(body) as unknown) }));
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dnc-proxy-'));
  socket = join(folder, 's');
  engine = createServer((incoming, outgoing) => void echo(incoming, outgoing));
  engine.on('upgrade', (_, taken, head) => {
    taken.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    taken.write(head);
    taken.pipe(taken);
  });
  await new Promise<void>((resolve) => engine.listen(socket, resolve));
  proxy = await openProxy(socket);
});

afterEach(async () => {
  await proxy.close();
  engine.closeAllConnections();
  await new Promise((resolve) => engine.close(resolve));
  rmSync(folder, { recursive: true });
});

async function send(method: string, path: string, body?: object): Promise<unknown> {
  const headers = body ? { 'content-type': 'application/json' } : {};
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: socket, method, path, headers }, (answer) => {
      text(answer).then((received) => resolve(JSON.parse(received)), reject);
    });
    sent.once('error', reject).end(body && JSON.stringify(body));
  });
}

const fault = (part: Alteration): Alteration => part;

test('without a fault, everything is forwarded unchanged', async () => {
  expect(await send('GET', '/v1.41/info')).toEqual({ url: '/v1.41/info', body: '' });
  expect(await send('POST', '/v1.41/containers/create?name=a-b', { Image: 'x' })).toEqual({
    url: '/v1.41/containers/create?name=a-b',
    body: { Image: 'x' },
  });
  expect(proxy.alteredCount()).toBe(0);
});

test('a request is altered, and the fault gets its call', async () => {
  const seen: unknown[] = [];
  proxy.alter(
    fault({
      request: (call, body: { Image: string }) => {
        seen.push(call);
        body.Image = 'longer than before';
      },
    }),
  );
  expect(await send('POST', '/v1.41/containers/create?name=a-b', { Image: 'x' })).toMatchObject({
    body: { Image: 'longer than before' },
  });
  expect(seen).toEqual([{ method: 'POST', path: '/containers/create', name: 'a-b' }]);
  expect(proxy.alteredCount()).toBe(1);
});

test('an answer is altered in place, or replaced', async () => {
  proxy.alter(fault({ answer: ({ path }, body) => (path === '/info' ? { instead: true } : (body.more = 1)) && body }));
  expect(await send('GET', '/containers/json')).toMatchObject({ more: 1 });
  proxy.alter(fault({ answer: () => [1, 2] }));
  expect(await send('GET', '/info')).toEqual([1, 2]);
  proxy.alter(undefined);
  expect(await send('GET', '/info')).toEqual({ url: '/info', body: '' });
});

test('an answer is held until the fault has taken hold', async () => {
  const holds = new EventEmitter();
  const held = once(holds, 'held');
  const hold = ({ path }: Call) => {
    if (path !== '/containers/1/start') return Promise.resolve();
    holds.emit('held');
    return once(holds, 'taken').then(() => undefined);
  };
  proxy.alter(fault({ hold }));
  let answered = false;
  const answer = send('POST', '/v1.41/containers/1/start').finally(() => (answered = true));
  await held;
  expect(await send('GET', '/info')).toEqual({ url: '/info', body: '' });
  expect(answered).toBe(false);
  holds.emit('taken');
  expect(await answer).toEqual({ url: '/v1.41/containers/1/start', body: '' });
});

test('another path is requested instead, with the same API version', async () => {
  proxy.alter(fault({ instead: ({ path }, url) => (path === '/containers/1/stop' ? '/containers/1/top' : url) }));
  expect(await send('POST', '/v1.41/containers/1/stop?t=0')).toEqual({ url: '/v1.41/containers/1/top', body: '' });
  expect(await send('GET', '/info')).toEqual({ url: '/info', body: '' });
  expect(proxy.alteredCount()).toBe(1);
});

test('a hijacked connection is forwarded both ways', async () => {
  const headers = { Connection: 'Upgrade', Upgrade: 'tcp' };
  const echoed = await new Promise((resolve, reject) => {
    const sent = request({ socketPath: socket, method: 'POST', path: '/exec/1/start', headers });
    sent.once('upgrade', (_, taken) => {
      taken.once('data', (received: Buffer) => {
        resolve(received.toString());
        taken.destroy();
      });
      taken.write('hello');
    });
    sent.once('error', reject).end();
  });
  expect(echoed).toBe('hello');
});

test("after close, the engine's own socket is restored", async () => {
  await proxy.close();
  expect(await send('GET', '/info')).toEqual({ url: '/info', body: '' });
  proxy = await openProxy(socket);
});
