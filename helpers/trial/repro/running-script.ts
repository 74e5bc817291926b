import { spawn } from 'node:child_process';
import type { ScriptEnd } from './compare.ts';

/** How long a script may take before it is terminated, on which it cleans up. */
const SCRIPT_LIMIT_MS = 180_000;

/** A script that is running. */
export interface RunningScript {
  readonly ended: Promise<ScriptEnd>;
  /** Terminates it; it cleans up. */
  end(): boolean;
}

/** Starts a script in its own process group, so that it gets each signal once, from this process. */
export function startScript(words: readonly string[], env: NodeJS.ProcessEnv): RunningScript {
  const begun = performance.now();
  const [program = '', ...args] = words;
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const end = (): boolean => child.kill('SIGTERM');
  const limit = setTimeout(end, SCRIPT_LIMIT_MS);
  const ended = new Promise<ScriptEnd>((resolve) => {
    child.once('error', ({ message }) => {
      output.stderr += message;
    });
    child.once('close', (exitCode) => {
      clearTimeout(limit);
      resolve({ exitCode, ...output, seconds: (performance.now() - begun) / 1000 });
    });
  });
  return { ended, end };
}
