import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerOf, stateOf } from './owner.ts';
import { latest } from './poll.ts';
import { UserError, errorCode } from './user-error.ts';

/** A unix socket on this machine that leads to the engine of another one. */
export interface Tunnel {
  /** As in DOCKER_HOST. */
  readonly dockerHost: string;
  /** The host that ssh connects to: what the user's configuration of ssh makes of the one in the address. */
  readonly hostName: string;
  /** Why ssh or the docker CLI at its other end failed last, in words for a sentence; empty where they did not. */
  complaint(): string;
  /** Ends its connections, and removes its socket. */
  close(): Promise<void>;
}

/** What the folders of tunnels are called; short, since a socket's path has to be. */
const PREFIX = 'dnc-ssh-';

/** How long ssh may take to log in. */
const LOGIN_PACE = { limitMs: 10_000, intervalMs: 20 };

/**
 * Opens a tunnel to the engine at `ssh://[user@]host[:port]`. Every connection is a `docker system dial-stdio` by the
 * system's own ssh, as the docker CLI makes them: with the user's keys, known hosts and configuration. They share
 * logins: an ssh server turns away those that log in all at once. Throws a UserError where the address, named by `source`,
 * is malformed, or where there is no ssh.
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
    ssh.stderr.on('data', (said: Buffer) => {
      complaint = said.toString('utf8').trim().split('\n').at(-1) ?? '';
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

/** What ssh and the shell at its other end complain of is read; ssh passes LC_ALL on. */
const inEnglish = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C' });

/** The words of ssh, which must not ask anything of a person who may not be there. */
function sshArguments(url: URL, source: string): { options: readonly string[]; host: string } {
  const { hostname, port, username, pathname } = url;
  if (hostname === '' || /^-|%/.test(hostname) || /^-|%/.test(username) || pathname.length > 1) {
    throw new UserError(
      `${source} is malformed: found "${url.href}", wanted an address such as ssh://user@host or ssh://user@host:22, with no path after it.`,
    );
  }
  const options = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-o', 'LogLevel=ERROR', '-T'];
  const who = [...(username ? ['-l', username] : []), ...(port ? ['-p', port] : [])];
  // an IPv6 address has its brackets in a URL alone
  return { options: [...options, ...who], host: hostname.replace(/^\[|\]$/g, '') };
}

/** The host as ssh's configuration has it, in the form of a URL. */
async function hostNameOf(words: readonly string[], source: string): Promise<string> {
  const configuration = await new Promise<string>((resolve, reject) => {
    execFile('ssh', ['-G', ...words], { env: inEnglish() }, (error, stdout) => {
      if (errorCode(error) === 'ENOENT')
        reject(
          new UserError(`${source} is an address for ssh, which is not installed here: install OpenSSH's client.`),
        );
      else resolve(stdout);
    });
  });
  const name = configuration.match(/^hostname (.+)$/m)?.[1] ?? words.at(-1) ?? '';
  return name.includes(':') ? `[${name}]` : name;
}

/** A login that other runs of ssh use, as long as it lasts. */
interface Login {
  /** The options by which they do. */
  readonly options: readonly string[];
  /** How many do now. */
  users: number;
  end(): void;
}

/** How many connections share a login: an ssh server allows ten, unless its MaxSessions says otherwise. */
const USERS_OF_LOGIN = 8;

/** As many logins as the connections take, one made after the other. */
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

  /** The options of a login that may take one more connection, and what is called when that has ended. */
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
 * Logs in, and waits until that is done or has failed; then every connection logs in by itself, and says why it cannot.
 * The other end is a program that ends with its input: with this process, however that ends.
 */
async function logIn(options: readonly string[], host: string, socket: string): Promise<Login> {
  // OpenSSH for Windows has no such sharing
  if (process.platform === 'win32') return { options: [], users: Number.NEGATIVE_INFINITY, end: () => undefined };
  const shared = ['-o', `ControlPath=${socket}`];
  const words = [...options, ...shared, '-o', 'ControlMaster=yes', '-o', 'ControlPersist=no', '--', host, 'cat'];
  const ssh = spawn('ssh', words, { stdio: ['pipe', 'ignore', 'ignore'], env: inEnglish() });
  for (const part of [ssh, ssh.stdin]) part.on('error', () => undefined);
  await latest(LOGIN_PACE, () => ssh.exitCode !== null || existsSync(socket), Boolean);
  return { options: [...shared, '-o', 'ControlMaster=no'], users: 0, end: () => ssh.kill() };
}

/** What the last line of ssh's complaints, or of the docker CLI's at its other end, means for the user. */
function explained(complaint: string): string {
  const line = complaint.replace(/\.$/, '');
  const found = remedies.find(([pattern]) => pattern.test(line));
  return found ? `${line} (${found[1]})` : line;
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [/Host key verification failed/, 'connect once with ssh, and accept the key of the host'],
  [/Permission denied \(/, 'ssh must log in without a password: add a key to the agent, and to the host'],
  [/docker: .*not found|not found: docker/, 'the docker CLI must be installed on that host'],
  [/permission denied while trying to connect/i, "that user must be in the group of the engine's socket"],
];

/** A tunnel whose process was killed leaves its folder. */
function removeDeadTunnels(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    // one that was killed before it named its owner is told by its age
    const state = stateOfTunnel(folder);
    if (state === 'gone' || (state === 'unknown' && isOld(folder))) rmSync(folder, { recursive: true, force: true });
  }
}

/** How long a tunnel may take to name its owner. */
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
