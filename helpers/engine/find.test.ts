import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'find-test-'));
const socket = join(folder, 'engine.sock');
const deadSocket = join(folder, 'dead.sock');
const engine = createServer((request, response) => response.writeHead(request.url === '/_ping' ? 200 : 404).end('OK'));

const script = `
  import { findEngine } from ${JSON.stringify(new URL('find.ts', import.meta.url))};
  const found = await findEngine().catch(({ name, message }) => ({ [name]: message }));
  await found.tunnel?.close();
  console.log(JSON.stringify({ ...found, tunnel: undefined }));`;

/** The result in a process whose home is a folder of this test, so that the user's engine is not found. */
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
  // a server removes its socket by its original name: a renamed one is left
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

describe('DOCKER_HOST', () => {
  test.each([
    ['answers', `unix://${socket}`, found('DOCKER_HOST')],
    ['is malformed', socket, complaint(/^DOCKER_HOST is malformed: found "/)],
    [
      'does not exist',
      `unix://${folder}/no.sock`,
      complaint(/^No container engine answers at unix:.*the socket does not exist; start it/),
    ],
    [
      'is a socket without a server',
      `unix://${deadSocket}`,
      complaint(/dead.sock \(from DOCKER_HOST\): connection refused;/),
    ],
    ['is a port without a server', 'tcp://127.0.0.1:1', complaint(/1:1 \(from DOCKER_HOST\): connection refused;/)],
  ])('is used where it %s', async (_, DOCKER_HOST, outcome) => {
    await expect(find({ DOCKER_HOST })).resolves.toEqual(outcome);
  });

  test('has precedence over a context, unless it is empty', async () => {
    const context = { DOCKER_CONTEXT: 'nowhere', DOCKER_CONFIG: folder };
    await expect(find({ ...context, DOCKER_HOST: `unix://${socket}` })).resolves.toEqual(found('DOCKER_HOST'));
    await expect(find({ ...context, DOCKER_HOST: '' })).resolves.toEqual(
      complaint(/^Docker context "nowhere" is selected, but/),
    );
  });
});

test('with DOCKER_TLS_VERIFY, certificates are from DOCKER_CERT_PATH, else from the folder of the docker CLI', async () => {
  const tls = { DOCKER_HOST: 'tcp://127.0.0.1:1', DOCKER_TLS_VERIFY: '1', DOCKER_CONFIG: folder };
  await expect(find(tls)).resolves.toEqual(
    complaint(new RegExp(`^DOCKER_HOST is configured for TLS, but ${folder}/ca.pem cannot`)),
  );
  const elsewhere = find({ ...tls, DOCKER_CERT_PATH: '/nowhere' });
  await expect(elsewhere).resolves.toEqual(
    complaint(/^DOCKER_HOST is configured for TLS, but \/nowhere\/ca.pem cannot be read/),
  );
  const socketOnly = { ...tls, DOCKER_HOST: `unix://${socket}` };
  await expect(find(socketOnly)).resolves.toEqual(found('DOCKER_HOST'));
});

test('an engine over ssh is found through a tunnel, with the host name of the ssh configuration', async () => {
  const answer = String.raw`printf 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK'`;
  write('bin/ssh', `#!/bin/sh\ncase $* in -G*) echo 'hostname 10.0.0.7' ;; *dial-stdio) ${answer} ;; esac\n`);
  chmodSync(join(folder, 'bin', 'ssh'), 0o755);
  const PATH = [join(folder, 'bin'), process.env['PATH']].join(delimiter);
  await expect(find({ PATH, DOCKER_HOST: 'ssh://me@engine' })).resolves.toEqual({
    endpoint: {
      dockerHost: expect.stringMatching(/^unix:\/\/.*\/dnc-ssh-/),
      source: 'DOCKER_HOST',
      ssh: { address: 'ssh://me@engine', hostName: '10.0.0.7' },
    },
    tried: [],
  });
});

describe('a Docker context', () => {
  const DOCKER_CONFIG = join(folder, 'config');

  beforeAll(() => {
    write('config/config.json', { currentContext: 'mine' });
    writeContext('config', 'mine', { Name: 'mine', Endpoints: { docker: { Host: `unix://${socket}` } } });
    writeContext('config', 'far', { Name: 'far', Endpoints: { docker: { Host: 'ssh://me@far.example' } } });
  });

  test('names the engine where it is the current one', async () => {
    await expect(find({ DOCKER_CONFIG })).resolves.toEqual(found('Docker context "mine"'));
  });

  test('is chosen by DOCKER_CONTEXT before the current one, and named in errors', async () => {
    const unknown = 'ssh: Could not resolve hostname far.example';
    write(
      'bin/ssh',
      `#!/bin/sh\ncase $* in -G*) echo 'hostname far.example' ;; *) echo '${unknown}' >&2; exit 255 ;; esac\n`,
    );
    chmodSync(join(folder, 'bin', 'ssh'), 0o755);
    const PATH = [join(folder, 'bin'), process.env['PATH']].join(delimiter);
    const far = complaint(
      /^No container engine answers at ssh:\/\/me@far.example \(from Docker context "far"\): ssh: Could not resolve hostname far/,
    );
    await expect(find({ PATH, DOCKER_CONFIG, DOCKER_CONTEXT: 'far' })).resolves.toEqual(far);
  });

  test('is named by its file where that is not valid JSON', async () => {
    write('broken/config.json', '{ "currentContext": ');
    const broken = complaint(
      /broken\/config.json is not valid JSON \(.*\): correct it, or name the engine in DOCKER_HOST\.$/,
    );
    await expect(find({ DOCKER_CONFIG: join(folder, 'broken') })).resolves.toEqual(broken);
  });
});

test("testcontainers' property file has precedence over DOCKER_HOST, as in testcontainers", async () => {
  write('home/.testcontainers.properties', `# by hand\ntc.host = unix://${socket}\n`);
  const environment = { HOME: join(folder, 'home'), DOCKER_HOST: 'tcp://127.0.0.1:1' };
  await expect(find(environment)).resolves.toEqual(found('~/.testcontainers.properties'));
});
