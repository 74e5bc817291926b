import { PassThrough } from 'node:stream';
import { errorText } from '../engine/user-error.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { type Ending, batchScript, readBatch } from './batch.ts';
import { ProbeError } from './outcome.ts';

/** A command to run in a container: its words, and how long it takes at the most. */
export interface Command {
  readonly words: readonly string[];
  readonly limitMs: number;
}

/** How a command ended, and how long the exec took that carried it. */
export interface CommandResult extends Ending {
  readonly tookMs: number;
}

/** What an exec itself may take beyond its commands: the engine starts a process. */
const EXEC_LIMIT_MS = 10_000;

interface Waiting extends Command {
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: unknown) => void;
}

const waiting = new Map<string, Waiting[]>();

/**
 * Runs a command in a container. Commands for one container that are given in the same turn of the event loop go
 * together, side by side, in one exec: an exec costs the engine as much as all of them.
 * Throws a ProbeError where it could not be run; a command that ends badly is a result.
 */
export function run(container: RunningContainer, command: Command): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const batch = waiting.get(container.id);
    const item = { ...command, resolve, reject };
    if (batch) {
      batch.push(item);
      return;
    }
    waiting.set(container.id, [item]);
    setImmediate(() => void flush(container));
  });
}

async function flush(container: RunningContainer): Promise<void> {
  const batch = waiting.get(container.id) ?? [];
  waiting.delete(container.id);
  try {
    const results = await execute(container, batch);
    for (const [index, item] of batch.entries()) item.resolve(results[index] as CommandResult);
  } catch (error) {
    for (const item of batch) item.reject(error);
  }
}

async function execute(container: RunningContainer, commands: readonly Command[]): Promise<CommandResult[]> {
  const started = performance.now();
  const limitMs = Math.max(...commands.map((command) => command.limitMs)) + EXEC_LIMIT_MS;
  const output = await collect(container, ['sh', '-c', batchScript(commands.map(({ words }) => words))], limitMs);
  const tookMs = Math.round(performance.now() - started);
  const endings = readBatch(output, commands.length);
  if (!endings) {
    const said = output.toString('utf8').trim().slice(0, 300) || 'it said nothing';
    throw new ProbeError(`nothing could be run in ${container.name}: ${said}`);
  }
  return endings.map(({ exitCode, stdout, stderr }) => ({ exitCode, stdout, stderr, tookMs }));
}

/** Both outputs of an exec; those of the shell itself come first or not at all. */
async function collect(container: RunningContainer, words: string[], limitMs: number): Promise<Buffer> {
  try {
    const { engine } = container;
    const exec = await engine.getContainer(container.id).exec({ Cmd: words, AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({ hijack: true, stdin: false });
    const chunks: Buffer[] = [];
    const sink = new PassThrough();
    sink.on('data', (chunk: Buffer) => chunks.push(chunk));
    engine.modem.demuxStream(stream, sink, sink);
    try {
      await ended(stream, limitMs);
    } finally {
      stream.destroy();
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof ProbeError) throw error;
    throw new ProbeError(`nothing could be run in ${container.name}: ${errorText(error)}`);
  }
}

async function ended(stream: NodeJS.ReadableStream, limitMs: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => {
      reject(new ProbeError(`the engine did not end the exec in ${limitMs} ms`));
    }, limitMs);
    stream.once('end', () => {
      clearTimeout(limit);
      resolve();
    });
    stream.once('error', (error: unknown) => {
      clearTimeout(limit);
      reject(error);
    });
  });
}
