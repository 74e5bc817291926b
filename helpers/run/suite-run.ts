import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Results } from '../report/ctrf.ts';
import { type RunState, requestingStates } from '../report/run-state.ts';

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

/** A run of the suite, started as a user would start it: a separate process, with its own results folder. */
export interface SuiteRun {
  readonly process: ChildProcess;
  /** What it has printed so far, on both outputs. */
  output(): string;
  /** How it ended. */
  readonly ended: Promise<SuiteEnd>;
}

/** How a run of the suite ended. */
export interface SuiteEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly seconds: number;
  readonly output: string;
  /** report/results.json; undefined where it left none. */
  readonly results: Results | undefined;
}

/** A job's summary and annotations are for the trial, not for each run in it. */
const WITHOUT_GITHUB = { GITHUB_ACTIONS: undefined, GITHUB_OUTPUT: undefined, GITHUB_STEP_SUMMARY: undefined };

/**
 * Starts `npm start` with these arguments, and these variables in addition to this process's own. `onState` gets what it is
 * doing, each time that changes.
 */
export function startSuite(
  args: readonly string[],
  env: Record<string, string | undefined> = {},
  onState?: (state: RunState) => void,
): SuiteRun {
  const report = mkdtempSync(join(tmpdir(), 'dnc-trial-'));
  const words = [process.execPath, MAIN, 'run', '--report', report, ...args];
  return startProgram(words, {
    cwd: process.cwd(),
    env: { ...process.env, ...env },
    report,
    ...(onState ? { onState } : {}),
  });
}

/** Starts a command that runs the suite and leaves its results in the folder `report`, which is removed when it ends. */
export function startProgram(
  [program = '', ...args]: readonly string[],
  {
    cwd,
    env,
    report,
    onState,
  }: { cwd: string; env: NodeJS.ProcessEnv; report: string; onState?: (state: RunState) => void },
): SuiteRun {
  const started = performance.now();
  const child = spawn(program, args, {
    cwd,
    env: { ...env, ...WITHOUT_GITHUB, ...(onState ? requestingStates : {}) },
    stdio: ['ignore', 'pipe', 'pipe', ...(onState ? (['ipc'] as const) : [])],
  });
  if (onState) child.on('message', (state) => onState(state as RunState));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<SuiteEnd>((resolve) => {
    child.once('close', (exitCode, signal) => {
      const file = join(report, 'results.json');
      const results = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
      rmSync(report, { recursive: true, force: true });
      resolve({ exitCode, signal, seconds: (performance.now() - started) / 1000, output, results });
    });
  });
  return { process: child, output: () => output, ended };
}

/** How long a run may take to end after SIGTERM: it removes what it created, from an engine that may not answer. */
const END_LIMIT_MS = 90_000;

/** The end of a run, which gets SIGTERM where it takes longer than the limit, and SIGKILL where it does not end then. */
export async function endedWithin(run: SuiteRun, limitMs: number): Promise<SuiteEnd> {
  const timers = [
    setTimeout(() => run.process.kill('SIGTERM'), limitMs),
    setTimeout(() => run.process.kill('SIGKILL'), limitMs + END_LIMIT_MS),
  ];
  try {
    return await run.ended;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

/** The last lines of an output, for an error. */
export function lastLines(output: string, count = 6, separator = ' | '): string {
  return output
    .trim()
    .split('\n')
    .slice(-count)
    .join(separator)
    .slice(-count * 250);
}

/** The verdicts on an engine without faults. */
export const HEALTHY_VERDICTS = ['passed', 'known-difference', 'unsupported'] as const;

/** The verdict of each behaviour in a run's results. */
export function verdictsOf(results: Results | undefined): Map<string, string> {
  return new Map((results?.results.tests ?? []).map(({ extra }) => [extra.id, extra.verdict]));
}
