import type Dockerode from 'dockerode';
import { readOutput } from '../read-output.ts';

/** How long a script that changes the network may take, on a busy machine too. */
const LIMIT_MS = 20_000;

/** Runs a shell script in a running container, and gives its output. Throws an Error with the output where it fails. */
export async function runScript(engine: Dockerode, container: string, script: string): Promise<string> {
  const Cmd = ['sh', '-c', `(set -e\n${script}\n) 2>&1; echo "@$?"`];
  const exec = await engine.getContainer(container).exec({ Cmd, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const limit = { waitingFor: 'a script in a container to end', limitMs: LIMIT_MS };
  const output = (await readOutput(stream, limit)).toString('utf8');
  const [, printed = '', exitCode] = output.match(/^([^]*)@(\d+)\n$/) ?? [];
  if (exitCode !== '0') throw new Error((printed || output).trim().slice(-300) || 'no output');
  return printed.trim();
}
