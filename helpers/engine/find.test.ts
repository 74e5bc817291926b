import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'find-test-'));
const socket = join(folder, 'engine.sock');
const deadSocket = join(folder, 'dead.sock');
const engine = createServer((request, response) => response.writeHead(request.url === '/_ping' ? 200 : 404).end('OK'));

const script = `
  import { findEngine } from ${JSON.stringify(new URL('find.ts', import.meta.url))};
  const found = await findEngine().catch(({ name, message }) => ({ [name]: message }));
  console.log(JSON.stringify(found));`;

/** What is found by a process whose home is a folder of this test's: the user's own engine is not asked. */
async function find(environment: Record<string, string>): Promise<unknown> {
  const env = { PATH: process.env['PATH'], HOME: folder, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env });
  return JSON.parse(stdout);
}

const found = (source: string) => ({ endpoint: { dockerHost: `unix://${socket}`, source }, tried: [] });

const complaint = (pattern: RegExp) => ({ UserError: expect.stringMatching(pattern) });

function write(file: string, content: unknown): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

/** A Docker context, as `docker context create` leaves it. */
function writeContext(config: string, name: string, meta: unknown): void {
  write(join(config, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'), 'meta.json'), meta);
}

beforeAll(async () => {
  // a server removes the socket that it made, under the name that it made it: renamed, it stays, with nobody behind it
  await new Promise<void>((resolve) => engine.listen(`${socket}.made`, resolve));
  renameSync(`${socket}.made`, deadSocket);
  await new Promise((resolve) => engine.close(resolve));
  await new Promise<void>((resolve) => engine.listen(socket, resolve));
});

afterAll(async () => {
  engine.closeAllConnections();
  await new Promise((resolve) => engine.close(resolve));
  rmSync(folder, { recursive: true });
});

describe.each([
  ['answers', { DOCKER_HOST: `unix://${socket}` }, found('DOCKER_HOST')],
  ['is malformed', { DOCKER_HOST: socket }, complaint(/^DOCKER_HOST is malformed: found "/)],
  ['is no socket', { DOCKER_HOST: `unix://${folder}/no.sock` }, complaint(/^No engine answers at unix:.*there is no such socket; start it/)],
  ['is a socket with nobody behind it', { DOCKER_HOST: `unix://${deadSocket}` }, complaint(/dead.sock, named by DOCKER_HOST: the connection is refused;/)],
  ['is a port where nothing listens', { DOCKER_HOST: 'tcp://127.0.0.1:1' }, complaint(/tcp:\/\/127.0.0.1:1, named by DOCKER_HOST: the connection is refused;/)],
  ['answers, though a context is broken', { DOCKER_HOST: `unix://${socket}`, DOCKER_CONTEXT: 'nowhere' }, found('DOCKER_HOST')],
])('a DOCKER_HOST that %s', (_, environment, outcome) => {
  test.concurrent('decides, and no other engine is taken instead', async () => expect(await find(environment)).toEqual(outcome));
});
