import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bracketed } from './bracketed.ts';
import { ownerOf, stateOf } from './owner.ts';
import { SshLogins, sshEnvironment } from './ssh-logins.ts';
import { UserError, errorCode } from './user-error.ts';

/** A unix socket on this machine that forwards to the engine of another one. */
export interface Tunnel {
  /** As in DOCKER_HOST. */
  readonly dockerHost: string;
  /** The host that ssh connects to, after the user's ssh configuration. */
  readonly hostName: string;
  /** The latest error of ssh, or of the docker CLI on the other host; empty without one. */
  complaint(): string;
  /** Ends its connections, and removes its socket. */
  close(): Promise<void>;
}

/** The names of tunnels' folders; short, because a socket's path has to be. */
const PREFIX = 'dnc-ssh-';

/**
 * Opens a tunnel to the engine at `ssh://[user@]host[:port]`. Every connection is a `docker system dial-stdio` by the
 * system's own ssh, as in the docker CLI, with the user's keys, known hosts and configuration. They share logins: an ssh
 * server rejects many simultaneous logins. Throws a UserError where the address from `source` is malformed, or without
 * ssh.
 */
export async function openTunnel(url: URL, source: string): Promise<Tunnel> {
  const { options, host } = sshArguments(url, source);
  removeDeadTunnels();
  const hostName = await hostNameOf([...options, '--', host], source);
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, 'owner'), ownerOf());
  const logins = new SshLogins(options, host, folder);
  await logins.first();
  let complaint = '';
  const connections = new Set<Socket>();
  const dial = async (socket: Socket): Promise<void> => {
    const login = await logins.withRoom();
    if (socket.destroyed) return login.leave();
    const words = [...options, ...login.options, '--', host, 'docker', 'system', 'dial-stdio'];
    const ssh = spawn('ssh', words, { stdio: ['pipe', 'pipe', 'pipe'], env: sshEnvironment() });
    ssh.once('error', ({ message }) => {
      complaint = message;
      socket.destroy();
    });
    ssh.stderr.on('data', (output: Buffer) => {
      complaint = output.toString('utf8').trim().split('\n').at(-1) ?? '';
    });
    ssh.stdin.on('error', () => undefined);
    ssh.stdout.pipe(socket).pipe(ssh.stdin);
    socket.once('close', () => {
      login.leave();
      ssh.kill();
    });
  };
  const server = createServer((socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket)).on('error', () => undefined);
    void dial(socket);
  });
  const path = join(folder, 's');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    dockerHost: `unix://${path}`,
    hostName,
    complaint: () => explained(complaint),
    async close() {
      for (const socket of connections) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      logins.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The arguments of ssh, which must not prompt. Throws a UserError where the address from `source` is malformed. */
export function sshArguments(url: URL, source: string): { options: readonly string[]; host: string } {
  const { hostname, port, username, pathname } = url;
  if (hostname === '' || /^-|%/.test(hostname) || /^-|%/.test(username) || pathname.length > 1) {
    throw new UserError(
      `${source} is malformed: found "${url.href}", expected an address without a path, such as ssh://user@host or ssh://user@host:22.`,
    );
  }
  const options = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-o', 'LogLevel=ERROR', '-T'];
  const login = [...(username ? ['-l', username] : []), ...(port ? ['-p', port] : [])];
  // only a URL has brackets around an IPv6 address
  return { options: [...options, ...login], host: hostname.replace(/^\[|\]$/g, '') };
}

/** The host name from ssh's configuration, as in a URL. */
async function hostNameOf(words: readonly string[], source: string): Promise<string> {
  const configuration = await new Promise<string>((resolve, reject) => {
    execFile('ssh', ['-G', ...words], { env: sshEnvironment() }, (error, stdout) => {
      if (errorCode(error) === 'ENOENT')
        reject(new UserError(`${source} is an address for ssh, which is not installed: install the OpenSSH client.`));
      else resolve(stdout);
    });
  });
  const name = configuration.match(/^hostname (.+)$/m)?.[1] ?? words.at(-1) ?? '';
  return bracketed(name);
}

/** An error of ssh, or of the docker CLI on the other host, with its remedy. */
function explained(complaint: string): string {
  const line = complaint.replace(/\.$/, '');
  const found = remedies.find(([pattern]) => pattern.test(line));
  return found ? `${line} (${found[1]})` : line;
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [/Host key verification failed/, 'connect once with ssh, and accept the host key'],
  [/Permission denied \(/, 'ssh must log in without a password: add a key to the agent and to the host'],
  [/docker: .*not found|not found: docker/, 'the docker CLI must be installed on that host'],
  [/permission denied while trying to connect/i, "that user must be in the group of the engine's socket"],
];

/** Removes the folders of tunnels whose process was killed. */
function removeDeadTunnels(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    // without an owner, the process was killed early, or has just begun
    const state = stateOfTunnel(folder);
    if (state === 'gone' || (state === 'unknown' && isOld(folder))) rmSync(folder, { recursive: true, force: true });
  }
}

/** How long a tunnel may take to write its owner. */
const NAMING_LIMIT_MS = 60_000;

function isOld(folder: string): boolean {
  try {
    return Date.now() - statSync(folder).mtimeMs > NAMING_LIMIT_MS;
  } catch {
    return false;
  }
}

function stateOfTunnel(folder: string): string {
  try {
    return stateOf(readFileSync(join(folder, 'owner'), 'utf8'));
  } catch {
    return 'unknown';
  }
}
