import { execFile } from 'node:child_process';
import { currentRun, labelsOf } from '../engine/run.ts';
import { removeContainer } from '../engine/sweep.ts';
import { errorText } from '../engine/user-error.ts';
import type { Role } from '../images/roles.ts';
import type { Host } from '../scenario/hosts.ts';
import { batchLimitBytes, batchScript, readBatch } from './batch.ts';
import type { Command, CommandResult } from './exec.ts';
import { OUTPUT_LIMIT_BYTES, PROGRAM_START_LIMIT_MS } from './limits.ts';
import { ProbeError } from './outcome.ts';
import { outputOf } from './output.ts';

/** Runs a command on this machine. Throws a ProbeError where it could not be run. */
export async function runHere({ words, limitMs }: Command): Promise<CommandResult> {
  const started = performance.now();
  const [program = '', ...args] = words;
  return new Promise((resolve, reject) => {
    const limits = { timeout: limitMs, killSignal: 'SIGKILL', maxBuffer: 16 * OUTPUT_LIMIT_BYTES } as const;
    // its output is parsed
    const env = { ...process.env, LC_ALL: 'C' };
    execFile(program, args, { ...limits, env }, (error, stdout, stderr) => {
      const exitCode = error ? error.code : 0;
      if (typeof exitCode !== 'number') reject(new ProbeError(`${program} could not be run: ${errorText(error)}`));
      else resolve({ exitCode, stdout, stderr, tookMs: Math.round(performance.now() - started) });
    });
  });
}

/**
 * Runs a command in a container on the host network of an engine (`docker run --network host`), which works for any host.
 * `role` is the image with the program. Throws a ProbeError where it could not be run.
 */
export async function runOnEngineHost(
  { engine, images }: Host,
  { words, limitMs }: Command,
  role: Role = 'nginx',
): Promise<CommandResult> {
  const started = performance.now();
  const container = await engine.createContainer({
    Image: images[role].reference,
    Entrypoint: ['sh'],
    Cmd: ['-c', batchScript([words])],
    // the image may have another user, and the files may need root
    User: '0',
    Labels: labelsOf(currentRun()),
    HostConfig: { NetworkMode: 'host' },
  });
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    const [output] = await Promise.all([
      outputOf(stream, limitMs + PROGRAM_START_LIMIT_MS, batchLimitBytes(1)),
      container.start(),
    ]);
    const [ending] = readBatch(output, 1) ?? [];
    if (!ending) throw new Error(output.toString('utf8').trim().slice(0, 300) || 'no output');
    return { ...ending, tookMs: Math.round(performance.now() - started) };
  } catch (error) {
    throw new ProbeError(`no command could be run on the engine's host: ${errorText(error)}`);
  } finally {
    await removeContainer(engine, container.id);
  }
}
