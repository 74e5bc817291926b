import { mkdirSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { toJson } from '../../report/json.ts';
import { plural } from '../../report/words.ts';
import { printable } from '../../report/terminal.ts';
import { behavioursIn, counted, differing } from './compare.ts';
import { type Draw, draws } from './draw.ts';
import { withLoad } from './load.ts';
import { circumstances, lineOf, differenceText } from './print.ts';
import { Steps } from '../../run/progress.ts';
import { type SuiteEnd, type SuiteRun, endedWithin, lastLines, startSuite } from '../../run/suite-run.ts';

const SEQUENCER = fileURLToPath(new URL('sequencer.ts', import.meta.url));

/** How long a run may take. */
const RUN_LIMIT_MS = 15 * 60_000;

/** The options of a soak. */
interface SoakOptions {
  readonly runs: number;
  /** The embedded engine; undefined for the engine that is found. */
  readonly engine: string | undefined;
  readonly seed: number;
  /** Whether the behaviours of a spec file run in random order. */
  readonly randomize: boolean;
}

/** One run of a soak. */
interface SoakRun {
  readonly draw: Draw;
  readonly end: SuiteEnd;
  /** Why its results cannot be trusted; undefined where they can. */
  readonly problem: string | undefined;
}

/** The signal that ends the soak. The current run gets SIGTERM, and cleans up. */
class SoakInterruption {
  signal: NodeJS.Signals | undefined;
  private run: SuiteRun | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        this.signal ??= signal;
        this.run?.process.kill('SIGTERM');
      });
    }
  }

  /** The end of a run; after a signal, it ends soon. */
  async endOf(run: SuiteRun): Promise<SuiteEnd> {
    this.run = run;
    if (this.signal) run.process.kill('SIGTERM');
    return endedWithin(run, RUN_LIMIT_MS);
  }
}

/** npm run test:soak: runs the suite many times in random circumstances. Its verdicts must be the same. */
export async function soak(options: SoakOptions): Promise<number> {
  const interruption = new SoakInterruption();
  console.log(`Seed ${options.seed}: --seed ${options.seed} repeats this soak.`);
  const runs: SoakRun[] = [];
  const steps = new Steps(options.runs);
  for (const draw of draws(options.seed, options.runs)) {
    steps.begin(circumstances(draw));
    const end = await withLoad(draw.load, () => interruption.endOf(startSuite(argumentsFor(draw, options))));
    if (interruption.signal) {
      steps.close();
      return interrupted(interruption.signal, runs.length);
    }
    const run = { draw, end, problem: problemOf(end) };
    runs.push(run);
    const outcome = end.results ? counted(end.results) : 'no results';
    steps.end(lineOf(`${runs.length}/${options.runs}`, draw, end.seconds, outcome));
    if (run.problem) steps.say(printable(run.problem));
  }
  steps.close();
  return conclusion(options, runs);
}

function argumentsFor({ seed, workers }: Draw, { engine, randomize }: SoakOptions): string[] {
  return [
    ...(engine === undefined ? [] : ['--engine', engine]),
    '--',
    `--seed=${seed}`,
    `--maxWorkers=${workers}`,
    `--testSequencer=${SEQUENCER}`,
    ...(randomize ? ['--randomize'] : []),
  ];
}

/** A run must have results that explain its exit code. */
function problemOf({ results, exitCode, signal, output }: SuiteEnd): string | undefined {
  if (results && exitCode === (results.results.summary.failed > 0 ? 1 : 0)) return undefined;
  return `The run ended with ${signal ?? `exit code ${exitCode}`}, which its results do not explain; its last lines:\n${lastLines(output, 12, '\n')}`;
}

function interrupted(signal: NodeJS.Signals, runs: number): number {
  console.error(`${signal}: the soak ends after ${plural(runs, 'run')}.`);
  return 128 + constants.signals[signal];
}

function conclusion({ seed, engine, randomize }: SoakOptions, runs: readonly SoakRun[]): number {
  const all = runs.map(({ end }) => end.results);
  const behaviours = behavioursIn(all).length;
  const differed = differing(all);
  for (const difference of differed) console.log(differenceText(difference));
  const summaries = runs.map(({ draw, problem, end: { seconds, exitCode, results } }) => {
    return { ...draw, seconds, exitCode, problem, verdicts: results && counted(results) };
  });
  mkdirSync('report', { recursive: true });
  const report = { seed, engine, randomize, behaviours, runs: summaries, differed };
  writeFileSync('report/soak.json', toJson(report));
  console.log(`${runs.length} runs: ${behaviours} behaviours, ${differed.length} verdicts differed`);
  return differed.length > 0 || runs.some(({ problem }) => problem) ? 1 : 0;
}
