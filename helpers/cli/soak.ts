import { mkdirSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { toJson } from '../report/json.ts';
import { printable } from '../report/terminal.ts';
import { behavioursIn, counted, differing } from '../trial/soak/compare.ts';
import { type Draw, draws } from '../trial/soak/draw.ts';
import { withLoad } from '../trial/soak/load.ts';
import { type SoakOptions, parseSoakOptions } from '../trial/soak/options.ts';
import { lineOf, told } from '../trial/soak/tell.ts';
import { type SuiteEnd, type SuiteRun, startSuite } from '../run/suite-run.ts';
import { main } from './main.ts';

const SEQUENCER = fileURLToPath(new URL('../trial/soak/sequencer.ts', import.meta.url));

/** How long a run may take that ends at all. */
const RUN_LIMIT_MS = 15 * 60_000;

/** One run of a soak, as it went. */
interface SoakRun {
  readonly draw: Draw;
  readonly end: SuiteEnd;
  /** Why its results are not to be believed, or undefined. */
  readonly trouble: string | undefined;
}

/** The signal that ends the soak: it goes to the run that is under way, which then removes what it made. */
class Ending {
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

  /** The end of a run, which comes soon where the soak is to end. */
  async of(run: SuiteRun): Promise<SuiteEnd> {
    this.run = run;
    if (this.signal) run.process.kill('SIGTERM');
    const limit = setTimeout(() => run.process.kill('SIGTERM'), RUN_LIMIT_MS);
    try {
      return await run.ended;
    } finally {
      clearTimeout(limit);
    }
  }
}

/** npm run test:soak: the suite over and over, each time in other circumstances; its verdicts must stay the same. */
async function soak(): Promise<number> {
  const options = parseSoakOptions(process.argv.slice(2));
  const ending = new Ending();
  console.log(`The seed of this soak is ${options.seed}: --seed ${options.seed} repeats it.`);
  const runs: SoakRun[] = [];
  for (const draw of draws(options.seed, options.runs)) {
    const end = await withLoad(draw.load, () => ending.of(startSuite(argumentsFor(draw, options))));
    if (ending.signal) return interrupted(ending.signal, runs.length);
    const run = { draw, end, trouble: troubleOf(end) };
    runs.push(run);
    const outcome = end.results ? counted(end.results) : 'no results';
    console.log(lineOf(`${runs.length}/${options.runs}`, draw, end.seconds, outcome));
    if (run.trouble) console.log(printable(run.trouble));
  }
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

/** A run that ends well has results, and its exit code says what they say. */
function troubleOf({ results, exitCode, signal, output }: SuiteEnd): string | undefined {
  if (results && exitCode === (results.results.summary.failed > 0 ? 1 : 0)) return undefined;
  const lastWords = output.trim().split('\n').slice(-12).join('\n').slice(-3000);
  return `It ended with ${signal ?? `exit code ${exitCode}`}, which its results do not explain; its last words:\n${lastWords}`;
}

function interrupted(signal: NodeJS.Signals, runs: number): number {
  console.error(`${signal}: the soak ends after ${runs} runs.`);
  return 128 + constants.signals[signal];
}

function conclusion({ seed, engine, randomize }: SoakOptions, runs: readonly SoakRun[]): number {
  const all = runs.map(({ end }) => end.results);
  const behaviours = behavioursIn(all).length;
  const differed = differing(all);
  for (const difference of differed) console.log(told(difference));
  const summaries = runs.map(({ draw, trouble, end: { seconds, exitCode, results } }) => {
    return { ...draw, seconds, exitCode, trouble, verdicts: results && counted(results) };
  });
  mkdirSync('report', { recursive: true });
  const report = { seed, engine, randomize, behaviours, runs: summaries, differed };
  writeFileSync('report/soak.json', toJson(report));
  console.log(`${runs.length} runs: ${behaviours} behaviours, ${differed.length} verdicts differed`);
  return differed.length > 0 || runs.some(({ trouble }) => trouble) ? 1 : 0;
}

await main(soak);
