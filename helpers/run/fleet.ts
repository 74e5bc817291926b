import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failing } from '../behaviour/verdict.ts';
import { isLocation } from '../engine/engine-name.ts';
import { inParallel } from '../engine/parallel.ts';
import { errorText } from '../engine/user-error.ts';
import { countsText } from '../report/headline.ts';
import { toJson } from '../report/json.ts';
import { type Column, type Failure, type Source, columnsOf } from '../report/matrix/column.ts';
import type { RunState } from '../report/run-state.ts';
import { printable, styled } from '../report/terminal.ts';
import type { MatrixEngine } from './engines-file.ts';
import { type FoundEngine, lookAt } from './fleet-engine.ts';
import { FleetProgress } from './fleet-progress.ts';
import type { Interruption } from './interruption.ts';
import { memoryShares } from './memory.ts';
import { OWN_ENGINE } from './own-engine.ts';
import { endedWithin, startSuite } from './suite-run.ts';

/** How to run the suite on several engines. */
export interface FleetOptions {
  readonly engines: readonly MatrixEngine[];
  /** How many engines of other machines run at once; those of this machine run one after another. */
  readonly atOnce: number;
  /** How long the run on one engine may take. */
  readonly limitMs: number;
  /** The arguments that select behaviours. */
  readonly selection: readonly string[];
  /** The folder of the results. */
  readonly folder: string;
}

/**
 * Runs the suite on each engine: several of other machines at once, and beside them those of this machine one after another.
 * An engine whose run fails gets the reason, and the others go on; one that was named before is left out. In the order
 * of the engines.
 */
export async function runFleet(options: FleetOptions, interruption: Interruption): Promise<(Source | Failure)[]> {
  mkdirSync(options.folder, { recursive: true });
  const fleet = new Fleet(options, interruption);
  await fleet.run();
  return fleet.sources;
}

class Fleet {
  private readonly options: FleetOptions;
  private readonly interruption: Interruption;
  private readonly progress: FleetProgress;
  private readonly ended = new Map<string, Source | Failure>();
  private readonly claimed = new Map<string, string>();
  private readonly files = new Set<string>();
  private readonly shares: Record<string, string>;
  private ofThisMachine: Promise<void> = Promise.resolve();

  constructor(options: FleetOptions, interruption: Interruption) {
    this.options = options;
    this.interruption = interruption;
    this.progress = new FleetProgress(options.engines.length);
    const { here, elsewhere } = parted(options.engines);
    this.shares = memoryShares(Math.min(options.atOnce, elsewhere.length) + Math.min(1, here.length));
  }

  get sources(): (Source | Failure)[] {
    return this.options.engines.flatMap(({ name }) => this.ended.get(name) ?? []);
  }

  async run(): Promise<void> {
    const { here, elsewhere } = parted(this.options.engines);
    for (const engine of here) this.inTurn(() => this.judge(engine));
    await inParallel(elsewhere, this.options.atOnce, (engine) => this.judge(engine));
    await this.ofThisMachine;
    this.progress.close();
  }

  /** Does `work` after the other engines of this machine. */
  private inTurn(work: () => Promise<void>): void {
    this.ofThisMachine = this.ofThisMachine.then(work);
  }

  private async judge(engine: MatrixEngine): Promise<void> {
    const { name } = engine;
    if (this.interruption.signal) return;
    this.progress.begin(name);
    await this.stoppingNobody(name, async () => {
      const found = isUsers(name) ? await lookAt(name) : undefined;
      const twin = this.claim(name, found);
      if (twin !== undefined) return this.progress.end(name, `${name} is ${twin}: it is run once.`);
      if (found?.isHere && isLocation(name))
        return this.inTurn(() => this.stoppingNobody(name, () => this.runOn(engine)));
      await this.runOn(engine);
    });
  }

  /** Does the work on one engine. Where that fails, the engine has the reason, and the others go on. */
  private async stoppingNobody(name: string, work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.interruption.signal) this.conclude(name, { engine: name, problem: printable(errorText(error)) });
    }
  }

  /** Claims an engine for its name. Gives the words for the other name, where it has been claimed already. */
  private claim(name: string, found: FoundEngine | undefined): string | undefined {
    const identities = found?.identities ?? [];
    const twin = identities.map((identity) => this.claimed.get(identity)).find((other) => other !== undefined);
    if (twin !== undefined) return `the same engine as ${twin}, on the host "${printable(found?.hostName ?? '')}"`;
    for (const identity of identities) this.claimed.set(identity, name);
    return undefined;
  }

  private async runOn(engine: MatrixEngine): Promise<void> {
    const { name } = engine;
    if (this.interruption.signal) return;
    const { selection, limitMs } = this.options;
    let latest: RunState | undefined;
    const run = startSuite(
      [
        ...(name === OWN_ENGINE ? [] : ['--engine', name]),
        ...(engine.lan && isUsers(name) ? ['--lan'] : []),
        ...selection,
      ],
      { ...(name === OWN_ENGINE ? { ENGINE: 'off' } : {}), ...this.shares },
      (state) => {
        latest = state;
        this.progress.update(name, state);
      },
    );
    // on a slow link it takes longer than other processes to remove what it created
    this.interruption.watch({ kill: (signal) => signal === 'SIGKILL' || run.process.kill(signal) });
    const started = performance.now();
    const { results, output, exitCode } = await endedWithin(run, limitMs);
    if (this.interruption.signal) return;
    if (performance.now() - started >= limitMs) return this.conclude(name, tooLong(name, limitMs, latest));
    if (exitCode === null || exitCode > 2) return this.conclude(name, killed(name, latest));
    if (!results) return this.conclude(name, { engine: name, problem: lastLine(output) });
    const file = this.fileOf(name);
    writeFileSync(file, toJson(results));
    this.conclude(name, { file, results });
  }

  private conclude(name: string, source: Source | Failure): void {
    this.ended.set(name, source);
    this.progress.end(name, outcomeOf(name, source));
  }

  /** A file that no other engine has; names of engines have characters that names of files may not have. */
  private fileOf(name: string): string {
    const plain = name
      .replaceAll(/[^\w.+=@-]+/g, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 100);
    for (let count = 1; ; count++) {
      const file = join(this.options.folder, `${plain}${count > 1 ? `-${count}` : ''}.json`);
      if (this.files.has(file)) continue;
      this.files.add(file);
      return file;
    }
  }
}

/** Whether an engine is there already, and not embedded. */
function isUsers(name: string): boolean {
  return isLocation(name) || name === OWN_ENGINE;
}

/** The engines of this machine, as far as their names tell, and the others. */
function parted(engines: readonly MatrixEngine[]): { here: MatrixEngine[]; elsewhere: MatrixEngine[] } {
  return {
    here: engines.filter(({ name }) => !isLocation(name)),
    elsewhere: engines.filter(({ name }) => isLocation(name)),
  };
}

function tooLong(engine: string, limitMs: number, state: RunState | undefined): Failure {
  const minutes = limitMs / 60_000;
  return {
    engine,
    problem: `it took longer than ${minutes} min and was ended${wasDoing(state)}: allow more with --time-limit`,
  };
}

/** A run that a signal has ended has results of a part of the behaviours, which would look like all. */
function killed(engine: string, state: RunState | undefined): Failure {
  return { engine, problem: `another program ended its run${wasDoing(state)}: run the matrix again` };
}

function wasDoing(state: RunState | undefined): string {
  if (state === undefined) return '';
  return 'done' in state ? ` after ${state.done} of ${state.total} behaviours` : ` while ${printable(state.doing)}`;
}

function lastLine(output: string): string {
  return printable(output.trim().split('\n').at(-1) ?? '') || 'it printed nothing';
}

function outcomeOf(engine: string, source: Source | Failure): string {
  if ('problem' in source) return `${styled('red', '✕')} ${engine} has no results: ${source.problem}`;
  const [{ name, tookMs = 0 }] = columnsOf([source]) as [Column];
  const { tests } = source.results.results;
  const wrong = tests.filter(({ extra }) => failing.includes(extra.verdict));
  const lines = wrong.map(({ name: sentence, message, extra }) =>
    printable(`  ✕ ${sentence}  ${extra.id}, ${extra.verdict}\n      ${message?.replaceAll('\n', '\n      ')}`),
  );
  const counts = countsText(tests.map(({ extra }) => extra.verdict));
  return [`${engine}: ${printable(name)}, ${(tookMs / 1000).toFixed(0)} s: ${counts}`, ...lines].join('\n');
}
