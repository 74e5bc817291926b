import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { command } from '../embedded/command.ts';
import { UserError } from '../user-error.ts';

/** A network namespace without a name: it is there as long as the process that holds it, and leaves nothing. */
export interface Namespace {
  /** The process that holds it. */
  readonly pid: number;
  /** Resolves when it is gone, and with it every interface in it and the other end of every veth pair. */
  end(): Promise<void>;
}

/** Opens an empty network namespace, which ends when it is told to, or when this process ends in whatever way. */
export async function openNamespace(): Promise<Namespace> {
  // `cat` ends with its standard input, and that with this process
  const child = spawn('unshare', ['--net', '--', 'sh', '-c', 'echo ready; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await Promise.race([once(child.stdout, 'data'), startFailure(child)]);
  return namespaceOf(child);
}

/** The namespace that a child process opened for itself. */
export function namespaceOf(child: ChildProcess): Namespace {
  const { pid = 0 } = child;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid,
    async end() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await gone;
      }
    },
  };
}

/** Rejects, in a sentence for people, when a process that should have opened a namespace ends or cannot start. */
export function startFailure(child: ChildProcess): Promise<never> {
  return new Promise((_, reject) => {
    const because = (why: string): void =>
      reject(
        new UserError(
          `A network namespace cannot be opened here (unshare --net: ${why}): it needs root with CAP_SYS_ADMIN, and util-linux.`,
        ),
      );
    child.once('exit', (code) => because(`exit code ${code}`));
    child.once('error', ({ message }) => because(message));
  });
}

/** The command that runs another one in the network namespace of a process, with this machine's files. */
export function inNamespaceOf(pid: number): string[] {
  return ['nsenter', `--net=/proc/${pid}/ns/net`, '--'];
}

/** Runs a program in the network namespace of a process, and gives its standard output. Throws a CommandError. */
export function runIn(pid: number, words: readonly string[], input = ''): Promise<string> {
  const [program = '', ...args] = [...inNamespaceOf(pid), ...words];
  return command(program, args, {}, input);
}
