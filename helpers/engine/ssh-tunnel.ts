import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerOf, stateOf } from './owner.ts';
import { UserError } from './user-error.ts';

/** A unix socket on this machine that leads to the engine of another one. */
export interface Tunnel {
  /** As in DOCKER_HOST. */
  readonly dockerHost: string;
  /** What ssh complained of last. */
  complaint(): string;
  /** Ends its connections, and removes its socket. */
  close(): Promise<void>;
}

/** What the folders of tunnels are called; short, since a socket's path has to be. */
const PREFIX = 'dnc-ssh-';

/**
 * Opens a tunnel to the engine at `ssh://[user@]host[:port]`. Every connection is a `docker system dial-stdio` by the
 * system's own ssh, as the docker CLI makes them: with the user's keys, known hosts and configuration. Throws a
 * UserError where the address, named by `source`, is malformed.
 */
export async function openTunnel(url: URL, source: string): Promise<Tunnel> {
  const words = sshArguments(url, source);
  removeDeadTunnels();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, 'owner'), ownerOf());
  let complaint = '';
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    const ssh = spawn('ssh', words, { stdio: ['pipe', 'pipe', 'pipe'] });
    ssh.once('error', ({ message }) => {
      complaint = message;
      socket.destroy();
    });
    ssh.stderr.on('data', (said: Buffer) => {
      complaint = said.toString('utf8').trim().split('\n').at(-1) ?? '';
    });
    for (const stream of [socket, ssh.stdin]) stream.on('error', () => undefined);
    ssh.stdout.pipe(socket).pipe(ssh.stdin);
    socket.once('close', () => {
      connections.delete(socket);
      ssh.kill();
    });
  });
  const path = join(folder, 's');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    dockerHost: `unix://${path}`,
    complaint: () => complaint,
    async close() {
      for (const socket of connections) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The words of ssh, which must not ask anything of a person who may not be there. */
function sshArguments(url: URL, source: string): string[] {
  const { hostname, port, username, pathname } = url;
  if (hostname === '' || /^-|%/.test(hostname) || /^-|%/.test(username) || pathname.length > 1) {
    throw new UserError(
      `${source} is malformed: found "${url.href}", wanted an address such as ssh://user@host or ssh://user@host:22, with no path after it.`,
    );
  }
  const options = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-T'];
  const who = [...(username ? ['-l', username] : []), ...(port ? ['-p', port] : [])];
  return [...options, ...who, '--', hostname, 'docker', 'system', 'dial-stdio'];
}

/** A tunnel whose process was killed leaves its folder. */
function removeDeadTunnels(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    if (stateOfTunnel(folder) === 'gone') rmSync(folder, { recursive: true, force: true });
  }
}

function stateOfTunnel(folder: string): string {
  try {
    return stateOf(readFileSync(join(folder, 'owner'), 'utf8'));
  } catch {
    return 'unknown';
  }
}
