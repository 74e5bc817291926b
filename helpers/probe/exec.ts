import type Dockerode from 'dockerode';
import { errorText } from '../engine/user-error.ts';
import { type Command, type CommandResult, batchLimitBytes, batchScript, readBatch } from './batch.ts';
import { PROGRAM_START_LIMIT_MS } from './limits.ts';
import { OneTurn } from './one-turn.ts';
import { ProbeError } from './outcome.ts';
import { outputOf } from './output.ts';

/** A container to run commands in. */
export interface Runnable {
  readonly id: string;
  readonly name: string;
  readonly engine: Dockerode;
}

/** A container to send requests from. */
export interface SendingContainer extends Runnable {
  /** Its name on the engine. */
  readonly engineName: string;
  readonly isOnHostNetwork: boolean;
  /** Its latest inspect, and those before each change. */
  readonly history: readonly Dockerode.ContainerInspectInfo[];
  /** Whether it is the user's: the commands run beside it, in its network, as its image may have no program. */
  readonly isUsers?: boolean;
}

const turns = new OneTurn();

/**
 * Runs a command in a container. Commands for one container in the same turn of the event loop run in parallel in one
 * exec. Throws a ProbeError where it could not be run; a command that fails is a result.
 */
export function runInContainer(container: Runnable, command: Command): Promise<CommandResult> {
  return turns.run(container.id, command, (commands) => execute(container, commands));
}

async function execute(container: Runnable, commands: readonly Command[]): Promise<CommandResult[]> {
  const output = await collect(container, commands);
  const endings = readBatch(output, commands.length);
  if (!endings) {
    const printed = output.toString('utf8').trim().slice(0, 300) || 'no output';
    throw new ProbeError(`no command could be run in ${container.name}: ${printed}`);
  }
  return endings;
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
