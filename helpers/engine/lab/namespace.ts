import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { command } from '../embedded/command.ts';
import { inNetworkOf } from '../embedded/enter.ts';
import { UserError } from '../user-error.ts';

/** A network namespace without a name, which exists as long as the process that holds it. */
export interface Namespace {
  /** The process that holds it. */
  readonly pid: number;
  /** Ends the process that holds it; the kernel then removes its interfaces, and the other ends of their veth pairs. */
  end(): Promise<void>;
}

/** Opens an empty network namespace. It ends with `end`, or with this process. */
export async function openNamespace(): Promise<Namespace> {
  // `cat` ends with its standard input, and that with this process
  const child = spawn('unshare', ['--net', '--', 'sh', '-c', 'echo ready; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await Promise.race([once(child.stdout, 'data'), startFailure(child)]);
  return namespaceOf(child);
}

/** The namespace of a child process that was started by unshare. */
export function namespaceOf(child: ChildProcess): Namespace {
  const { pid = 0 } = child;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid,
    async end() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await ended;
      }
    },
  };
}

/** Rejects when a process that should open a namespace ends or cannot start. */
export function startFailure(child: ChildProcess): Promise<never> {
  return new Promise((_, reject) => {
    const because = (why: string): void =>
      reject(
        new UserError(
          `A network namespace cannot be created (unshare --net: ${why}): run as root with CAP_SYS_ADMIN, and install util-linux.`,
          `this process cannot create a network namespace (unshare --net: ${why})`,
        ),
      );
    child.once('exit', (code) => because(`exit code ${code}`));
    child.once('error', ({ message }) => because(message));
  });
}

/** Runs a program in the network namespace of a process, and gives its standard output. Throws a CommandError. */
export function runIn(pid: number, words: readonly string[], input = ''): Promise<string> {
  const [program = '', ...args] = [...inNetworkOf({ pid }), ...words];
  return command(program, args, {}, input);
}
