import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { latest } from './poll.ts';

/** How long ssh may take to log in. */
const LOGIN_PACE = { limitMs: 10_000, intervalMs: 20 };

/** The errors of ssh and of the shell on the other host are parsed; ssh forwards LC_ALL. */
export const sshEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C' });

/** A login that several ssh processes share. */
interface SshLogin {
  /** The options to share it. */
  readonly options: readonly string[];
  /** How many connections use it. */
  connections: number;
  end(): void;
}

/** How many connections share a login: by default (MaxSessions), an ssh server allows ten. */
const CONNECTIONS_OF_LOGIN = 8;

/** As many logins as the connections to a host need, created one after another. */
export class SshLogins {
  private readonly options: readonly string[];
  private readonly host: string;
  private readonly folder: string;
  private readonly made: SshLogin[] = [];
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
    const known = this.made.find(({ connections }) => connections < CONNECTIONS_OF_LOGIN);
    const login = known ?? (await logIn(this.options, this.host, join(this.folder, `m${this.made.length}`)));
    if (!known) this.made.push(login);
    if (this.isOver) login.end();
    login.connections++;
    return { options: login.options, leave: () => void login.connections-- };
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
async function logIn(options: readonly string[], host: string, socket: string): Promise<SshLogin> {
  // OpenSSH for Windows cannot share logins
  if (process.platform === 'win32') return { options: [], connections: Number.NEGATIVE_INFINITY, end: () => undefined };
  const shared = ['-o', `ControlPath=${socket}`];
  const words = [...options, ...shared, '-o', 'ControlMaster=yes', '-o', 'ControlPersist=no', '--', host, 'cat'];
  const ssh = spawn('ssh', words, { stdio: ['pipe', 'ignore', 'ignore'], env: sshEnvironment() });
  for (const part of [ssh, ssh.stdin]) part.on('error', () => undefined);
  await latest(LOGIN_PACE, () => ssh.exitCode !== null || existsSync(socket), Boolean);
  return { options: [...shared, '-o', 'ControlMaster=no'], connections: 0, end: () => ssh.kill() };
}
