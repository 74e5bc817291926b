import { engineClient } from '../engine/client.ts';
import { currentRun, labelsOf } from '../engine/run.ts';
import { removeContainer } from '../engine/sweep.ts';
import { errorText } from '../engine/user-error.ts';
import type { ProgramRole } from '../images/roles.ts';
import type { Host } from '../scenario/hosts.ts';
import { type Command, type CommandResult, batchLimitBytes, batchScript, readBatch } from './batch.ts';
import { runInContainer } from './exec.ts';
import { PROGRAM_START_LIMIT_MS } from './limits.ts';
import { OneTurn } from './one-turn.ts';
import { ProbeError } from './outcome.ts';
import { outputOf } from './output.ts';

const turns = new OneTurn();

/**
 * Runs a command in a container on the host network of an engine (`docker run --network host`), which works for any host:
 * in the run's own one on its engine, else in a new one. Commands of the same turn of the event loop share a container.
 * `role` is the image with the programs. Throws a ProbeError where it could not be run.
 */
export async function runOnEngineHost(
  host: Host,
  command: Command,
  role: ProgramRole = 'nginx',
): Promise<CommandResult> {
  const id = currentRun().host.containers?.[role];
  if (id !== undefined && host.engine === (await engineClient()))
    return runInContainer({ id, name: "a container on the engine's host", engine: host.engine }, command);
  const image = host.images[role].reference;
  return turns.run(`${keyOf(host)} ${image}`, command, (commands) => execute(host, image, commands));
}

/** Numbers the hosts: an engine has no name of its own. */
const keys = new WeakMap<object, number>();
let hosts = 0;

function keyOf({ engine }: Host): number {
  const key = keys.get(engine) ?? ++hosts;
  keys.set(engine, key);
  return key;
}

async function execute({ engine }: Host, image: string, commands: readonly Command[]): Promise<CommandResult[]> {
  const limitMs = Math.max(...commands.map((command) => command.limitMs));
  const container = await engine.createContainer({
    Image: image,
    Entrypoint: ['sh'],
    Cmd: ['-c', batchScript(commands.map(({ words }) => words))],
    // the image may have another user, and the files may need root
    User: '0',
    Labels: labelsOf(currentRun()),
    HostConfig: { NetworkMode: 'host' },
  });
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    const [output] = await Promise.all([
      outputOf(stream, limitMs + PROGRAM_START_LIMIT_MS, batchLimitBytes(commands.length)),
      container.start(),
    ]);
    const endings = readBatch(output, commands.length);
    if (!endings) throw new Error(output.toString('utf8').trim().slice(0, 300) || 'no output');
    return endings;
  } catch (error) {
    throw new ProbeError(`no command could be run on the engine's host: ${errorText(error)}`);
  } finally {
    await removeContainer(engine, container.id);
  }
}
