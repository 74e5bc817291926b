import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentOf } from '../../engine/endpoint.ts';
import { removeNetwork } from '../../engine/sweep.ts';
import { UserError } from '../../engine/user-error.ts';
import { findCompose } from '../../run/compose.ts';
import { Interruption } from '../../run/interruption.ts';
import { type Prepared, prepare } from '../../run/prepare.ts';
import { Progress } from '../../run/progress.ts';
import { type Mistake, type StackName, mistakes, stackNames } from './mistakes.ts';
import { isFound, runSpecs, runSpecsOfPackage, specMistakes, startMistaken } from './specs.ts';
import { RunningStack, inspectAll } from './stack.ts';
import { World } from './world.ts';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/** The network of the dashboard that its Compose file expects. */
const EXTERNAL = 'bridgenetwork';

/** What `check` printed and wrote. */
interface Checked {
  readonly exitCode: number | null;
  readonly output: string;
  readonly tests: readonly {
    readonly name: string;
    readonly extra: { readonly verdict: string; readonly suspicion?: string };
  }[];
}

/** Starts each stack, checks it, drafts its policy, and makes each mistake. Gives 1 where a check finds anything else. */
export async function testStacks({ engine, stacks }: { engine: string; stacks: readonly string[] }): Promise<number> {
  const wanted = stackNames.filter((name) => stacks.length === 0 || stacks.includes(name));
  const interruption = new Interruption();
  const progress = new Progress();
  const prepared = await interruption.unless(prepare(engine, progress, 'shared'));
  if (!prepared) return interruption.exitCode ?? 1;
  const work = mkdtempSync(join(tmpdir(), 'dnc-stacks-'));
  try {
    const trial = await Trial.on(prepared, work, progress, interruption);
    for (const name of wanted) if (!interruption.signal) await trial.stack(name);
    return interruption.exitCode ?? trial.conclude();
  } finally {
    await prepared.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

class Trial {
  private readonly prepared: Prepared;
  private readonly compose: ConstructorParameters<typeof RunningStack>[0];
  private readonly work: string;
  private readonly interruption: Interruption;
  private readonly images: Readonly<Record<string, string>>;
  private readonly wrong: string[] = [];
  private done = 0;

  private constructor(
    prepared: Prepared,
    compose: Trial['compose'],
    work: string,
    interruption: Interruption,
    images: Trial['images'],
  ) {
    this.images = images;
    this.prepared = prepared;
    this.compose = compose;
    this.work = work;
    this.interruption = interruption;
  }

  static async on(prepared: Prepared, work: string, progress: Progress, interruption: Interruption): Promise<Trial> {
    const compose = await findCompose(prepared.embedded, progress);
    progress.end();
    if (!compose || 'missing' in compose)
      throw new UserError(
        `Docker Compose cannot be unpacked (${compose?.missing}): see that Debian's packages can be reached.`,
      );
    const { nginx, grafana } = prepared.images;
    // a check takes them for images of its own in its environment
    const images = { NGINX_IMAGE: nginx.reference, GRAFANA_IMAGE: grafana.reference };
    for (const [variable, value] of Object.entries(environmentOf(prepared.endpoint))) {
      if (value === undefined) delete process.env[variable];
      else process.env[variable] = value;
    }
    return new Trial(prepared, compose, work, interruption, images);
  }

  async stack(name: StackName): Promise<void> {
    const [engine] = this.prepared.engines;
    await engine?.createNetwork({ Name: EXTERNAL });
    const world = this.prepared.embedded && (await World.start(this.prepared.embedded));
    try {
      await this.started(name);
      await this.asItIs(name);
      for (const mistake of mistakes.filter(({ stack }) => stack === name)) await this.mistake(mistake);
      if (name === 'dashboard') await this.specs();
    } finally {
      await world?.end();
      if (engine) await removeNetwork(engine, EXTERNAL);
    }
  }

  /** The stack that a check starts: kept, and nothing is left of it. */
  private async started(name: StackName): Promise<void> {
    const stack = this.copyOf(name);
    const before = await this.inspected();
    const { exitCode, tests, output } = await this.check(stack.policy, '--up');
    this.expect(name, 'is kept where the check starts it', exitCode === 0 && tests.length > 0, output);
    this.expect(name, 'is removed then', (await this.inspected()) === before, 'inspect differs');
  }

  private copyOf(name: string): RunningStack {
    const stack = new RunningStack(this.compose, this.work, name);
    stack.writeVariables(this.images);
    return stack;
  }

  /** The stack as it is: kept, by its policy and by the drafted one, and unchanged. */
  private async asItIs(name: StackName): Promise<void> {
    const stack = this.copyOf(name);
    await stack.up();
    try {
      const before = await this.inspected();
      const checked = await this.check(stack.policy);
      this.expect(name, 'is kept by its policy', checked.exitCode === 0 && checked.tests.length > 0, checked.output);
      const drafted = join(stack.folder, 'drafted.yaml');
      const written = await this.check(drafted, '--write');
      const again = await this.check(drafted);
      const text = `${written.output}\n${again.output}`;
      this.expect(name, 'is kept by the drafted policy', written.exitCode === 0 && again.exitCode === 0, text);
      if (written.exitCode === 0) console.log(readFileSync(drafted, 'utf8').trimEnd().replaceAll(/^/gm, '    '));
      this.expect(name, 'is not changed', (await this.inspected()) === before, 'inspect differs');
    } finally {
      await stack.down();
    }
  }

  private async mistake({ name, stack: which, replaced, beside, broken, suspicion }: Mistake): Promise<void> {
    if (this.interruption.signal) return;
    const stack = this.copyOf(which);
    const other = beside === undefined ? undefined : this.copyOf(beside);
    stack.replace(replaced);
    await Promise.all([stack.up(), other?.up()]);
    try {
      const { tests, exitCode, output } = await this.check(stack.policy);
      const found = tests.filter(({ extra }) => extra.verdict === 'broken');
      const names = found.map((test) => test.name).toSorted();
      const isRight = exitCode === 1 && names.join() === broken.toSorted().join();
      this.expect(which, `${name}: ${broken.join(', ')}`, isRight, `broken: ${names.join(', ')}\n${output}`);
      const isMeant = found.some(({ extra }) => suspicion.test(extra.suspicion ?? ''));
      this.expect(which, `${name}: the suspicion`, isMeant, found.map(({ extra }) => extra.suspicion).join('\n'));
    } finally {
      await Promise.all([stack.down(), other?.down()]);
    }
  }

  /** Specs of a user about the dashboard: as it is, from the packed package as well, and with mistakes. */
  private async specs(): Promise<void> {
    const suite = this.prepared.embedded?.suite;
    const stack = this.copyOf('dashboard');
    await stack.up();
    try {
      const before = await this.inspected();
      const run = await runSpecs(suite);
      this.expect('specs', 'are kept by the dashboard', isFound({ name: '' }, run), run.output);
      const packed = await runSpecsOfPackage(suite, this.work);
      this.expect('specs', 'are kept with the packed package', isFound({ name: '' }, packed), packed.output);
      this.expect('specs', 'change nothing and leave nothing', (await this.inspected()) === before, 'inspect differs');
    } finally {
      await stack.down();
    }
    for (const mistake of specMistakes) if (!this.interruption.signal) await this.specMistake(mistake, suite);
  }

  private async specMistake(mistake: (typeof specMistakes)[number], suite: string | undefined): Promise<void> {
    const stack = this.copyOf('dashboard');
    try {
      await startMistaken(stack, mistake);
      const run = await runSpecs(suite);
      this.expect('specs', mistake.name, isFound(mistake, run), run.output);
    } finally {
      await stack.down();
    }
  }

  private async check(policy: string, ...options: readonly string[]): Promise<Checked> {
    const { embedded } = this.prepared;
    const report = join(this.work, 'report');
    rmSync(report, { recursive: true, force: true });
    const writing = options.includes('--write') ? [] : ['--report', report];
    const named = embedded ? ['--engine', embedded.suite] : [];
    const { GITHUB_ACTIONS: _github, ...env } = process.env;
    const child = spawn(process.execPath, [MAIN, 'check', policy, ...named, ...writing, ...options], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.interruption.watch(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { exitCode, output, tests: testsIn(join(report, 'results.json')) };
  }

  private async inspected(): Promise<string> {
    const [engine] = this.prepared.engines;
    return engine ? inspectAll(engine) : '';
  }

  private expect(stack: string, what: string, holds: boolean, otherwise: string): void {
    this.done += 1;
    console.log(`${holds ? 'passed' : 'failed'}  ${stack}: ${what}`);
    if (holds) return;
    this.wrong.push(what);
    console.log(otherwise.trim().replaceAll(/^/gm, '    '));
  }

  conclude(): number {
    console.log(`${this.done - this.wrong.length} of ${this.done} expectations hold.`);
    return this.wrong.length === 0 ? 0 : 1;
  }
}

function testsIn(file: string): Checked['tests'] {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { results: { tests: Checked['tests'] } }).results.tests;
  } catch {
    return [];
  }
}
