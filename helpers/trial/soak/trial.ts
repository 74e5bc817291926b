import { mkdirSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { inParallel } from '../../engine/parallel.ts';
import { toJson } from '../../report/json.ts';
import { plural } from '../../report/printed-values.ts';
import { printable } from '../../report/terminal.ts';
import { behavioursIn, counted, differing } from './compare.ts';
import { type Draw, draws } from './draw.ts';
import { SavedSoak, type SoakPlan, type SoakRun } from './saved.ts';
import { withLoad } from './load.ts';
import { rateText, ratesOf } from './rates.ts';
import { circumstances, lineOf, differenceText } from './print.ts';
import { Steps } from '../../run/progress.ts';
import { type SuiteEnd, type SuiteRun, endedWithin, lastLines, startSuite } from '../../run/suite-run.ts';

const SEQUENCER = fileURLToPath(new URL('sequencer.ts', import.meta.url));

/** How long a run may take; on a machine six times as slow as others, and under load, it takes half an hour. */
const RUN_LIMIT_MS = 60 * 60_000;

/** The options of a soak. */
interface SoakOptions extends SoakPlan {
  readonly runs: number;
  /** How many runs there are at a time, each of which is load for the others. */
  readonly atOnce: number;
  /** Whether the last soak goes on, with its own plan. */
  readonly continue: boolean;
}

/** The signal that ends the soak. The current runs get SIGTERM, and clean up. */
class SoakInterruption {
  signal: NodeJS.Signals | undefined;
  private readonly runs: SuiteRun[] = [];

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        this.signal ??= signal;
        for (const run of this.runs) run.process.kill('SIGTERM');
      });
    }
  }

  /** The end of a run; after a signal, it ends soon. */
  async endOf(run: SuiteRun): Promise<SuiteEnd> {
    this.runs.push(run);
    if (this.signal) run.process.kill('SIGTERM');
    return endedWithin(run, RUN_LIMIT_MS);
  }
}

/** npm run test:soak: runs the suite many times in random circumstances. Its verdicts must be the same. */
export async function soak(options: SoakOptions): Promise<number> {
  const { seed, randomize, engine } = options;
  const saved = options.continue ? SavedSoak.open() : SavedSoak.begin({ seed, randomize, engine });
  console.log(`Seed ${saved.plan.seed}: --seed ${saved.plan.seed} repeats this soak.`);
  const numbered = draws(saved.plan.seed, options.runs).map((draw, index) => ({ draw, number: index + 1 }));
  const missing = numbered.filter(({ number }) => saved.run(number) === undefined);
  if (missing.length < numbered.length)
    console.log(`${numbered.length - missing.length} of ${plural(numbered.length, 'run')} ended before.`);
  const interruption = new SoakInterruption();
  const steps = new Steps(missing.length);
  await inParallel(missing, options.atOnce, async ({ draw, number }) => {
    if (interruption.signal) return;
    steps.begin(circumstances(draw));
    const end = await withLoad(draw.load, () => interruption.endOf(startSuite(argumentsFor(draw, saved.plan))));
    if (interruption.signal) return;
    const run = { draw, seconds: end.seconds, exitCode: end.exitCode, problem: problemOf(end), results: end.results };
    saved.keep(number, run);
    const outcome = end.results ? counted(end.results) : 'no results';
    steps.end(lineOf(`${number}/${options.runs}`, draw, end.seconds, outcome));
    if (run.problem) steps.say(printable(run.problem));
  });
  steps.close();
  const runs = numbered.flatMap(({ number }) => saved.run(number) ?? []);
  return interruption.signal ? interrupted(interruption.signal, runs.length) : conclusion(saved.plan, runs);
}

function argumentsFor({ seed, workers }: Draw, { engine, randomize }: SoakPlan): string[] {
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
  console.error(`${signal}: the soak ends after ${plural(runs, 'run')}; with --continue, it goes on.`);
  return 128 + constants.signals[signal];
}

function conclusion(plan: SoakPlan, runs: readonly SoakRun[]): number {
  const all = runs.map(({ results }) => results);
  const behaviours = behavioursIn(all).length;
  const differed = differing(all);
  for (const difference of differed) console.log(differenceText(difference));
  const rates = ratesOf(all);
  if (rates.length > 0)
    console.log(['Known to show in some runs only:', ...rates.map((rate) => `  ${rateText(rate)}`)].join('\n'));
  const summaries = runs.map(({ draw, problem, seconds, exitCode, results }) => {
    return { ...draw, seconds, exitCode, problem, verdicts: results && counted(results) };
  });
  mkdirSync('report', { recursive: true });
  writeFileSync('report/soak.json', toJson({ ...plan, behaviours, runs: summaries, differed, rates }));
  console.log(`${runs.length} runs: ${behaviours} behaviours, ${differed.length} verdicts differed`);
  return differed.length > 0 || runs.some(({ problem }) => problem) ? 1 : 0;
}
