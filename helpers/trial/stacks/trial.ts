import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeNetwork } from '../../engine/sweep.ts';
import { Interruption } from '../../run/interruption.ts';
import { tryEnding } from './ending.ts';
import { checkEndings } from './endings.ts';
import { changeText } from './inspected.ts';
import { type Mistake, type StackName, mistakes, stackNames } from './mistakes.ts';
import { allPassed, isFound, runSpecs, runSpecsOfPackage, specMistakes, startMistaken } from './specs.ts';
import { specEndings } from './spec-endings.ts';
import { Expectations, StackStage } from './stage.ts';
import { World } from './world.ts';

/** The network of the dashboard that its Compose file expects. */
const EXTERNAL = 'bridgenetwork';

/** What is tried. */
interface StacksOptions {
  readonly engine: string;
  /** The names of stacks; none for all of them, and the endings. */
  readonly stacks: readonly string[];
  /** Only how a check may end. */
  readonly onlyEndings: boolean;
}

/** Checks each stack as it is and with each mistake, and ends checks in every way. Gives 1 where anything else is found. */
export async function testStacks({ engine, stacks, onlyEndings }: StacksOptions): Promise<number> {
  const wanted = onlyEndings ? [] : stackNames.filter((name) => stacks.length === 0 || stacks.includes(name));
  const interruption = new Interruption();
  const ended = await StackStage.on(engine, interruption, async (stage) => {
    const trial = new Trial(stage, interruption);
    for (const name of wanted) if (!interruption.signal) await trial.stack(name);
    if (stacks.length === 0) await trial.endings();
    return trial.expectations.conclude();
  });
  return interruption.exitCode ?? ended ?? 1;
}

class Trial {
  readonly expectations = new Expectations();
  private readonly stage: StackStage;
  private readonly interruption: Interruption;

  constructor(stage: StackStage, interruption: Interruption) {
    this.stage = stage;
    this.interruption = interruption;
  }

  async stack(name: StackName): Promise<void> {
    await this.withSurroundings(async () => {
      await this.started(name);
      await this.asItIs(name);
      for (const mistake of mistakes.filter(({ stack }) => stack === name)) await this.mistake(mistake);
      if (name === 'dashboard') await this.specs();
    });
  }

  async endings(): Promise<void> {
    await this.withSurroundings(async () => {
      for (const ending of [...checkEndings, ...specEndings])
        if (!this.interruption.signal) await tryEnding(ending, this.stage, this.expectations);
    });
  }

  /** Does `work` where what the stacks expect is there: an external network, and what stands for the world. */
  private async withSurroundings(work: () => Promise<void>): Promise<void> {
    const { engine, prepared } = this.stage;
    await engine.createNetwork({ Name: EXTERNAL });
    const world = prepared.embedded && (await World.start(prepared.embedded));
    try {
      await work();
    } finally {
      await world?.end();
      await removeNetwork(engine, EXTERNAL);
    }
  }

  /** The stack that a check starts: it passes, and nothing is left of it. */
  private async started(name: StackName): Promise<void> {
    const stack = this.stage.copyOf(name);
    const before = await this.stage.inspected();
    const { exitCode, tests, output } = await this.stage.check(stack.policy, '--up');
    this.expect(name, 'passes where the check starts it', exitCode === 0 && tests.length > 0, output);
    await this.expectUnchanged(name, 'is removed then', before);
  }

  /** The stack as it is: it passes, by its policy and by the drafted one, and unchanged. */
  private async asItIs(name: StackName): Promise<void> {
    const { stage } = this;
    const stack = stage.copyOf(name);
    await stack.up();
    try {
      const before = await stage.inspected();
      const checked = await stage.check(stack.policy);
      this.expect(name, 'passes by its policy', checked.exitCode === 0 && checked.tests.length > 0, checked.output);
      const drafted = join(stack.folder, 'drafted.yaml');
      const written = await stage.check(drafted, '--write');
      const again = await stage.check(drafted);
      const text = `${written.output}\n${again.output}`;
      this.expect(name, 'passes by the drafted policy', written.exitCode === 0 && again.exitCode === 0, text);
      if (written.exitCode === 0) console.log(readFileSync(drafted, 'utf8').trimEnd().replaceAll(/^/gm, '    '));
      await this.expectUnchanged(name, 'is not changed', before);
      await this.control(name, before);
    } finally {
      await stack.down();
    }
  }

  /**
   * That nothing has changed says something only where changes show: a network that comes and goes, and a container that
   * restarts.
   */
  private async control(name: StackName, before: string): Promise<void> {
    const { engine } = this.stage;
    const isChanged = async (): Promise<boolean> => (await this.stage.inspected()) !== before;
    const network = await engine.createNetwork({ Name: 'control' });
    this.expect(name, 'would show a network that is left', await isChanged(), 'inspect is the same');
    await network.remove();
    await this.expectUnchanged(name, 'is as before without it', before);
    const [container] = await engine.listContainers();
    await engine.getContainer(container?.Id ?? '').restart({ t: 0 });
    this.expect(name, 'would show a container that was restarted', await isChanged(), 'inspect is the same');
  }

  private async expectUnchanged(stack: string, what: string, before: string): Promise<void> {
    const after = await this.stage.inspected();
    this.expect(stack, what, after === before, changeText(before, after));
  }

  private async mistake({ name, stack: which, replaced, beside, failed, suspicion }: Mistake): Promise<void> {
    if (this.interruption.signal) return;
    const stack = this.stage.copyOf(which);
    const other = beside === undefined ? undefined : this.stage.copyOf(beside);
    stack.replace(replaced);
    await Promise.all([stack.up(), other?.up()]);
    try {
      const { tests, exitCode, output } = await this.stage.check(stack.policy);
      const found = tests.filter(({ extra }) => extra.verdict === 'failed');
      const names = found.map((test) => test.name).toSorted();
      const isRight = exitCode === 1 && names.join() === failed.toSorted().join();
      this.expect(which, `${name}: ${failed.join(', ')}`, isRight, `failed: ${names.join(', ')}\n${output}`);
      const isMeant = found.some(({ extra }) => suspicion.test(extra.suspicion ?? ''));
      this.expect(which, `${name}: the suspicion`, isMeant, found.map(({ extra }) => extra.suspicion).join('\n'));
    } finally {
      await Promise.all([stack.down(), other?.down()]);
    }
  }

  /** Specs of a user about the dashboard: as it is, from the packed package as well, and with mistakes. */
  private async specs(): Promise<void> {
    const { stage } = this;
    const suite = stage.prepared.embedded?.suite;
    const stack = stage.copyOf('dashboard');
    await stack.up();
    try {
      const before = await stage.inspected();
      const run = await runSpecs(suite);
      this.expect('specs', 'pass by the dashboard', allPassed(run), run.output);
      const packed = await runSpecsOfPackage(suite, stage.work);
      this.expect('specs', 'pass with the packed package', allPassed(packed), packed.output);
      await this.expectUnchanged('specs', 'change nothing and leave nothing', before);
    } finally {
      await stack.down();
    }
    for (const mistake of specMistakes) if (!this.interruption.signal) await this.specMistake(mistake, suite);
  }

  private async specMistake(mistake: (typeof specMistakes)[number], suite: string | undefined): Promise<void> {
    const stack = this.stage.copyOf('dashboard');
    try {
      await startMistaken(stack, mistake);
      const run = await runSpecs(suite);
      this.expect('specs', mistake.name, isFound(mistake, run), run.output);
    } finally {
      await stack.down();
    }
  }

  private expect(stack: string, what: string, holds: boolean, otherwise: string): void {
    this.expectations.expect(`${stack}: ${what}`, holds, otherwise);
  }
}
