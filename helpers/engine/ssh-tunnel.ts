import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerOf, stateOf } from './owner.ts';
import { latest } from './poll.ts';
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

/** How long ssh may take to log in. */
const LOGIN_PACE = { limitMs: 10_000, intervalMs: 20 };

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
  const logins = new Logins(options, host, folder);
  await logins.first();
  let complaint = '';
  const connections = new Set<Socket>();
  const dial = async (socket: Socket): Promise<void> => {
    const login = await logins.withRoom();
    if (socket.destroyed) return login.leave();
    const words = [...options, ...login.options, '--', host, 'docker', 'system', 'dial-stdio'];
    const ssh = spawn('ssh', words, { stdio: ['pipe', 'pipe', 'pipe'], env: inEnglish() });
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

/** The errors of ssh and of the shell on the other host are parsed; ssh forwards LC_ALL. */
const inEnglish = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C' });

/** The arguments of ssh, which must not prompt. */
function sshArguments(url: URL, source: string): { options: readonly string[]; host: string } {
  const { hostname, port, username, pathname } = url;
  if (hostname === '' || /^-|%/.test(hostname) || /^-|%/.test(username) || pathname.length > 1) {
    throw new UserError(
      `${source} is malformed: found "${url.href}", wanted an address without a path, such as ssh://user@host or ssh://user@host:22.`,
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
    execFile('ssh', ['-G', ...words], { env: inEnglish() }, (error, stdout) => {
      if (errorCode(error) === 'ENOENT')
        reject(new UserError(`${source} is an address for ssh, which is not installed: install the OpenSSH client.`));
      else resolve(stdout);
    });
  });
  const name = configuration.match(/^hostname (.+)$/m)?.[1] ?? words.at(-1) ?? '';
  return name.includes(':') ? `[${name}]` : name;
}

/** A login that several ssh processes share. */
interface Login {
  /** The options to share it. */
  readonly options: readonly string[];
  /** How many processes use it. */
  users: number;
  end(): void;
}

/** How many connections share a login: by default (MaxSessions), an ssh server allows ten. */
const USERS_OF_LOGIN = 8;

/** As many logins as the connections need, created one after the other. */
class Logins {
  private readonly options: readonly string[];
  private readonly host: string;
  private readonly folder: string;
  private readonly made: Login[] = [];
  private isOver = false;
  private making: Promise<unknown> = Promise.resolve();

  constructor(options: readonly string[], host: string, folder: string) {
    this.options = options;
    this.host = host;
    this.folder = folder;
  }

  async first(): Promise<void> {
    (await this.withRoom()).leave();
  }

  /** A login with room for one more connection; `leave` is called when that has ended. */
  withRoom(): Promise<{ options: readonly string[]; leave(): void }> {
    const found = this.making.then(() => this.find());
    this.making = found;
    return found;
  }

  private async find(): Promise<{ options: readonly string[]; leave(): void }> {
    const known = this.made.find(({ users }) => users < USERS_OF_LOGIN);
    const login = known ?? (await logIn(this.options, this.host, join(this.folder, `m${this.made.length}`)));
    if (!known) this.made.push(login);
    if (this.isOver) login.end();
    login.users++;
    return { options: login.options, leave: () => void login.users-- };
  }

  end(): void {
    this.isOver = true;
    for (const login of this.made) login.end();
  }
}

/**
 * Logs in, and waits until that succeeds or fails; where it fails, every connection logs in itself, and reports why not.
 * The remote program is `cat`, which ends with its input, and so with this process.
 */
async function logIn(options: readonly string[], host: string, socket: string): Promise<Login> {
  // OpenSSH for Windows cannot share logins
  if (process.platform === 'win32') return { options: [], users: Number.NEGATIVE_INFINITY, end: () => undefined };
  const shared = ['-o', `ControlPath=${socket}`];
  const words = [...options, ...shared, '-o', 'ControlMaster=yes', '-o', 'ControlPersist=no', '--', host, 'cat'];
  const ssh = spawn('ssh', words, { stdio: ['pipe', 'ignore', 'ignore'], env: inEnglish() });
  for (const part of [ssh, ssh.stdin]) part.on('error', () => undefined);
  await latest(LOGIN_PACE, () => ssh.exitCode !== null || existsSync(socket), Boolean);
  return { options: [...shared, '-o', 'ControlMaster=no'], users: 0, end: () => ssh.kill() };
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
