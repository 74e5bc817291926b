import { once } from 'node:events';
import { type Server, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import * as undici from 'undici';
import { ProbeError } from './outcome.ts';
import { fetchPage } from './page.ts';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

/** An undici whose request fails with this code. */
const failing = (code: string) =>
  ({
    Agent: undici.Agent,
    request: () => Promise.reject(Object.assign(new Error(code), { code })),
  }) as unknown as typeof undici;

test.each([
  ['ECONNREFUSED', { kind: 'refused' }],
  ['ENETUNREACH', { kind: 'unreachable', what: 'network' }],
  ['EADDRNOTAVAIL', { kind: 'unreachable', what: 'network' }],
  ['EHOSTUNREACH', { kind: 'unreachable', what: 'host' }],
  ['EACCES', { kind: 'unreachable', what: 'prohibited' }],
  ['EPERM', { kind: 'unreachable', what: 'prohibited' }],
  ['ECONNRESET', { kind: 'reset' }],
  ['ETIMEDOUT', { kind: 'timed out', limitMs: 1000 }],
])('%s is an outcome', async (code, outcome) => {
  await expect(fetchPage(failing(code), 'http://192.0.2.1', 1000)).resolves.toEqual(outcome);
});

test('an error that proves nothing about the network is a probe error', async () => {
  await expect(fetchPage(failing('EMFILE'), 'http://192.0.2.1', 1000)).rejects.toThrow(ProbeError);
});

test('a page is requested from the server itself, whatever proxy is configured', async () => {
  server = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\nX-Container: dnc-1-2-nginx\r\n\r\n'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const before = undici.getGlobalDispatcher();
  undici.setGlobalDispatcher(new undici.ProxyAgent('http://127.0.0.1:1'));
  try {
    const { port } = server.address() as AddressInfo;
    const answer = await fetchPage(undici, `http://127.0.0.1:${port}`, 1000);
    expect(answer).toMatchObject({ kind: 'answered', by: 'dnc-1-2-nginx' });
  } finally {
    undici.setGlobalDispatcher(before);
  }
});
