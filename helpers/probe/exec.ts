import type Dockerode from 'dockerode';
import { errorText } from '../engine/user-error.ts';
import { type CommandEnding, batchLimitBytes, batchScript, readBatch } from './batch.ts';
import { PROGRAM_START_LIMIT_MS } from './limits.ts';
import { ProbeError } from './outcome.ts';
import { outputOf } from './output.ts';

/** A container to run commands in. */
export interface Runnable {
  readonly id: string;
  readonly name: string;
  readonly engine: Dockerode;
}

/** A command, and its time limit. */
export interface Command {
  readonly words: readonly string[];
  readonly limitMs: number;
}

/** The end of a command, and how long its exec took. */
export interface CommandResult extends CommandEnding {
  readonly tookMs: number;
}

interface Queued extends Command {
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: unknown) => void;
}

/** The commands of this turn of the event loop, by container id. */
const queues = new Map<string, Queued[]>();

/**
 * Runs a command in a container. Commands for one container in the same turn of the event loop run in parallel in one
 * exec, because an exec costs as much as all of them. Throws a ProbeError where it could not be run; a command that
 * fails is a result.
 */
export function runInContainer(container: Runnable, command: Command): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const batch = queues.get(container.id);
    const item = { ...command, resolve, reject };
    if (batch) {
      batch.push(item);
      return;
    }
    queues.set(container.id, [item]);
    setImmediate(() => void flush(container));
  });
}

async function flush(container: Runnable): Promise<void> {
  const batch = queues.get(container.id) ?? [];
  queues.delete(container.id);
  try {
    const results = await execute(container, batch);
    for (const [index, item] of batch.entries()) item.resolve(results[index] as CommandResult);
  } catch (error) {
    for (const item of batch) item.reject(error);
  }
}

async function execute(container: Runnable, commands: readonly Command[]): Promise<CommandResult[]> {
  const started = performance.now();
  const output = await collect(container, commands);
  const tookMs = Math.round(performance.now() - started);
  const endings = readBatch(output, commands.length);
  if (!endings) {
    const printed = output.toString('utf8').trim().slice(0, 300) || 'no output';
    throw new ProbeError(`no command could be run in ${container.name}: ${printed}`);
  }
  return endings.map(({ exitCode, stdout, stderr }) => ({ exitCode, stdout, stderr, tookMs }));
}

/** The output and error output of an exec. */
async function collect(container: Runnable, commands: readonly Command[]): Promise<Buffer> {
  const words = ['sh', '-c', batchScript(commands.map((command) => command.words))];
  const limitMs = Math.max(...commands.map((command) => command.limitMs)) + PROGRAM_START_LIMIT_MS;
  try {
    const started = container.engine.getContainer(container.id);
    const exec = await started.exec({ Cmd: words, AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({ hijack: true, stdin: false });
    return await outputOf(stream, limitMs, batchLimitBytes(commands.length));
  } catch (error) {
    if (error instanceof ProbeError) throw error;
    throw new ProbeError(`no command could be run in ${container.name}: ${errorText(error)}`);
  }
}
