import { execFile } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { currentRun, labelsOf } from '../engine/run.ts';
import { removeContainer } from '../engine/sweep.ts';
import { errorText } from '../engine/user-error.ts';
import type { Role } from '../images/roles.ts';
import type { Host } from '../scenario/hosts.ts';
import { batchScript, readBatch } from './batch.ts';
import type { Command, CommandResult } from './exec.ts';
import { OUTPUT_LIMIT_BYTES } from './limits.ts';
import { ProbeError } from './outcome.ts';

/** Runs a command in this process's own network. Throws a ProbeError where it could not be run. */
export async function runHere({ words, limitMs }: Command): Promise<CommandResult> {
  const started = performance.now();
  const [program = '', ...args] = words;
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: limitMs, maxBuffer: 16 * OUTPUT_LIMIT_BYTES }, (error, stdout, stderr) => {
      const exitCode = error ? error.code : 0;
      if (typeof exitCode !== 'number') reject(new ProbeError(`${program} could not be run: ${errorText(error)}`));
      else resolve({ exitCode, stdout, stderr, tookMs: Math.round(performance.now() - started) });
    });
  });
}

/**
 * Runs a command in the network of an engine's host, in a container that is on it (`docker run --network host`): that
 * works wherever the host is. `role` says which image has the program. Throws a ProbeError where it could not be run.
 */
export async function runOnHostOf(
  { engine, images }: Host,
  { words }: Command,
  role: Role = 'nginx',
): Promise<CommandResult> {
  const started = performance.now();
  const container = await engine.createContainer({
    Image: images[role].reference,
    Entrypoint: ['sh', '-c'],
    Cmd: [batchScript([words])],
    Labels: labelsOf(currentRun()),
    HostConfig: { NetworkMode: 'host' },
  });
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    const chunks: Buffer[] = [];
    const sink = new PassThrough();
    sink.on('data', (chunk: Buffer) => chunks.push(chunk));
    engine.modem.demuxStream(stream, sink, sink);
    const ended = new Promise((resolve) => stream.once('end', resolve));
    await container.start();
    await ended;
    const [ending] = readBatch(Buffer.concat(chunks), 1) ?? [];
    if (!ending) throw new Error(Buffer.concat(chunks).toString('utf8').trim().slice(0, 300) || 'it said nothing');
    return { ...ending, tookMs: Math.round(performance.now() - started) };
  } catch (error) {
    throw new ProbeError(`nothing could be run on the engine's host: ${errorText(error)}`);
  } finally {
    await removeContainer(engine, container.id);
  }
}
