import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connect } from './endpoint.ts';
import { type Tunnel, openTunnel } from './ssh-tunnel.ts';
import { UserError } from './user-error.ts';

let folder: string;
let tunnel: Tunnel | undefined;
const path = process.env['PATH'];

/** An engine's answer to its ping, as `docker system dial-stdio` passes it on. */
const PONG = String.raw`printf 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK'`;

/** Puts a program before the system's ssh that does this for a connection, and notes its words. */
function ssh(dialing: string): void {
  const script = `#!/bin/sh
echo "$*" >>'${join(folder, 'calls')}'
case $* in
-G*) echo 'hostname 10.0.0.7' ;;
*cat)
  for word; do case $word in ControlPath=*) : >"\${word#*=}" ;; esac; done
  cat >/dev/null
  ;;
*dial-stdio) ${dialing} ;;
esac
`;
  writeFileSync(join(folder, 'ssh'), script);
  chmodSync(join(folder, 'ssh'), 0o755);
  process.env['PATH'] = [folder, path].join(delimiter);
}

const calls = (): string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

const open = (address: string): Promise<Tunnel> => openTunnel(new URL(address), 'DOCKER_HOST');

/** Why the engine behind the tunnel does not answer. */
async function complaintOf(address: string): Promise<string> {
  tunnel = await open(address);
  await expect(connect({ dockerHost: tunnel.dockerHost, source: 'here' }, 3000).ping()).rejects.toThrow();
  return tunnel.complaint();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ssh-test-'));
});

afterEach(async () => {
  await tunnel?.close();
  tunnel = undefined;
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true });
});

test('every connection runs the docker CLI on the other host, over a shared login', async () => {
  ssh(PONG);
  tunnel = await open('ssh://me@engine:2222');
  await connect({ dockerHost: tunnel.dockerHost, source: 'here' }, 3000).ping();

  const [, login = '', dialing = ''] = calls();
  const shared = login.match(/-o (ControlPath=\S+)/)?.[1] ?? 'none';
  expect(login).toMatch(/-l me -p 2222 .*-o ControlMaster=yes .*-- engine cat$/);
  expect(dialing).toMatch(/-o BatchMode=yes .*-l me -p 2222 .*-- engine docker system dial-stdio$/);
  expect(dialing).toContain(`${shared} -o ControlMaster=no`);
  expect(tunnel.hostName).toBe('10.0.0.7');
});

test('a tunnel that is closed leaves nothing', async () => {
  ssh(PONG);
  const opened = await open('ssh://engine');
  const left = dirname(new URL(opened.dockerHost).pathname);
  expect(existsSync(left)).toBe(true);
  await opened.close();
  expect(existsSync(left)).toBe(false);
});

test('the next tunnel removes the folder of a killed process', async () => {
  ssh(PONG);
  const program = `import { openTunnel } from ${JSON.stringify(new URL('ssh-tunnel.ts', import.meta.url))};
     const { dockerHost } = await openTunnel(new URL('ssh://engine'), 'here');
     console.log(new URL(dockerHost).pathname);
     process.kill(process.pid, 'SIGKILL');`;
  // of itself, a child of Jest has not the PATH of this test
  const { env } = process;
  const dead = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { env });
  const left = dirname(dead.stdout.toString('utf8').trim());
  expect(existsSync(left)).toBe(true);
  tunnel = await open('ssh://engine');
  expect(existsSync(left)).toBe(false);
});

test.each([
  ['Host key verification failed.', /^Host key verification failed \(connect once with ssh, and accept/],
  ['me@engine: Permission denied (publickey).', /^me@engine: Permission denied \(publickey\) \(ssh must log in/],
  ['bash: line 1: docker: command not found', /docker: command not found \(the docker CLI must be installed/],
  [
    'ssh: Could not resolve hostname engine: Name or service not known',
    /^ssh: Could not resolve hostname engine: Name /,
  ],
])('an error of ssh has its remedy: %s', async (line, message) => {
  ssh(`echo '${line}' >&2; exit 255`);
  await expect(complaintOf('ssh://engine')).resolves.toMatch(message);
});

test.each(['ssh://', 'ssh://engine/path', 'ssh://-oProxyCommand=x', 'ssh://%2doption@engine'])(
  'an address is refused that is malformed, or would be an option of ssh: %s',
  async (address) => {
    ssh(PONG);
    await expect(open(address)).rejects.toThrow(UserError);
    await expect(open(address)).rejects.toThrow(/^DOCKER_HOST is malformed: found "/);
  },
);

test('a missing ssh is an error', async () => {
  mkdirSync(join(folder, 'empty'));
  process.env['PATH'] = join(folder, 'empty');
  await expect(open('ssh://engine')).rejects.toThrow(/^DOCKER_HOST is an address for ssh, which is not installed: /);
});
