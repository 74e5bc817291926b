import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Dockerode from 'dockerode';
import type { ComposeProgram } from '../../engine/compose.ts';
import { environmentOf } from '../../engine/endpoint.ts';
import { UserError } from '../../engine/user-error.ts';
import { findCompose } from '../../run/compose.ts';
import type { Interruption } from '../../run/interruption.ts';
import { type Prepared, prepare } from '../../run/prepare.ts';
import { Progress } from '../../run/progress.ts';
import { inspectAll } from './inspected.ts';
import type { StackName } from './mistakes.ts';
import { RunningStack } from './stack.ts';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/** What `check` printed and wrote. */
export interface Checked {
  readonly exitCode: number | null;
  readonly output: string;
  readonly tests: readonly {
    readonly name: string;
    readonly extra: { readonly verdict: string; readonly suspicion?: string };
  }[];
}

/** A check that runs. */
export interface Checking {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<Checked>;
}

/** The engine on which stacks are started and checked. */
export class StackStage {
  readonly prepared: Prepared;
  readonly engine: Dockerode;
  private readonly compose: ComposeProgram;
  /** A folder that goes with it. */
  readonly work: string;
  private readonly interruption: Interruption;

  private constructor(prepared: Prepared, compose: ComposeProgram, work: string, interruption: Interruption) {
    const [engine] = prepared.engines;
    if (!engine) throw new Error('the prepared run has no engine');
    this.engine = engine;
    this.prepared = prepared;
    this.compose = compose;
    this.work = work;
    this.interruption = interruption;
  }

  /** Does `work` on an engine that is there for it. Gives undefined where a signal came before the engine was up. */
  static async on(
    engine: string,
    interruption: Interruption,
    work: (stage: StackStage) => Promise<number>,
  ): Promise<number | undefined> {
    const progress = new Progress();
    const prepared = await interruption.unless(prepare(engine, progress, 'shared'));
    if (!prepared) return undefined;
    const folder = mkdtempSync(join(tmpdir(), 'dnc-stacks-'));
    try {
      const compose = await findCompose(prepared.embedded, progress);
      progress.end();
      if (!compose || 'missing' in compose)
        throw new UserError(
          `Docker Compose cannot be unpacked (${compose?.missing}): see that Debian's packages can be reached.`,
        );
      for (const [variable, value] of Object.entries(environmentOf(prepared.endpoint))) {
        if (value === undefined) delete process.env[variable];
        else process.env[variable] = value;
      }
      return await work(new StackStage(prepared, compose, folder, interruption));
    } finally {
      await prepared.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** A copy of a stack, with the engine's images. */
  copyOf(name: StackName | 'outsider'): RunningStack {
    const { nginx, grafana } = this.prepared.images;
    const stack = new RunningStack(this.compose, this.work, name);
    // beside the file and not in the environment, where a check takes them for images of its own
    stack.writeVariables({ NGINX_IMAGE: nginx.reference, GRAFANA_IMAGE: grafana.reference });
    return stack;
  }

  /** Checks a stack. */
  check(policy: string, ...options: readonly string[]): Promise<Checked> {
    return this.start(policy, ...options).ended;
  }

  /** Begins to check a stack. */
  start(policy: string, ...options: readonly string[]): Checking {
    const { embedded } = this.prepared;
    const report = join(this.work, 'report');
    rmSync(report, { recursive: true, force: true });
    const isReported = ['--write', '--report', '--dry-run'].some((option) => options.includes(option));
    const words = [...(embedded ? ['--engine', embedded.suite] : []), ...(isReported ? [] : ['--report', report])];
    const { GITHUB_ACTIONS: _github, ...env } = process.env;
    const child = spawn(process.execPath, [MAIN, 'check', policy, ...words, ...options], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.interruption.watch(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const ended = new Promise<Checked>((resolve) =>
      child.once('close', (exitCode) => resolve({ exitCode, output, tests: testsIn(join(report, 'results.json')) })),
    );
    return { process: child, output: () => output, ended };
  }

  /** Everything that the engine knows of its containers, networks and volumes. */
  inspected(): Promise<string> {
    return inspectAll(this.engine);
  }
}

function testsIn(file: string): Checked['tests'] {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { results: { tests: Checked['tests'] } }).results.tests;
  } catch {
    return [];
  }
}

/** What a trial expects, printed as it is found. */
export class Expectations {
  private wrong = 0;
  private done = 0;

  /** Prints whether it holds; with what there is instead. */
  expect(what: string, holds: boolean, otherwise: string): void {
    this.done += 1;
    console.log(`${holds ? 'passed' : 'failed'}  ${what}`);
    if (holds) return;
    this.wrong += 1;
    console.log(otherwise.trim().replaceAll(/^/gm, '    '));
  }

  /** Prints how many hold, and gives the exit code. */
  conclude(): number {
    console.log(`${this.done - this.wrong} of ${this.done} expectations hold.`);
    return this.wrong === 0 ? 0 : 1;
  }
}
