import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../behaviour/catalogue.ts';
import { toJson } from '../../report/json.ts';
import { hasRepro, writeRepros } from '../../report/repro.ts';
import { Interruption } from '../../run/interruption.ts';
import { type Prepared, prepare } from '../../run/prepare.ts';
import { Progress } from '../../run/progress.ts';
import { selected } from '../../run/selection.ts';
import { lastLines, startSuite } from '../../run/suite-run.ts';
import { type Reproduction, printLengths } from './compare.ts';
import { Scripts } from './scripts.ts';

const REPORT = 'report';

/** The options of the trial of repro scripts. */
interface ReproOptions {
  readonly engine: string | undefined;
  /** The ids of behaviours; none for all of them. */
  readonly behaviours: readonly string[];
  readonly chapters: readonly string[];
}

/** Runs the suite, and then the script of each behaviour: both must observe the same. */
export async function testRepro({ engine, behaviours, chapters }: ReproOptions): Promise<number> {
  selected({ behaviours, chapters, security: false }, catalogue());
  const interruption = new Interruption();
  const progress = new Progress();
  const prepared = await interruption.unless(prepare(engine, progress, 'shared', { compose: true }));
  if (!prepared) return interruption.exitCode ?? 1;
  try {
    const named = prepared.embedded?.suite ?? engine;
    const run = startSuite([
      ...(named === undefined ? [] : ['--engine', named]),
      ...behaviours.flatMap((id) => ['--behaviour', id]),
      ...chapters.flatMap((name) => ['--chapter', name]),
    ]);
    interruption.watch(run.process);
    progress.doing('Running the suite, to compare the scripts with it');
    const { results, output } = await run.ended;
    progress.end();
    if (interruption.signal) return interruption.exitCode ?? 1;
    if (!results) throw new Error(`the suite wrote no results; its last lines: ${lastLines(output)}`);
    writeRepros(REPORT, results);
    const scripts = await Scripts.on(prepared, results.results.environment.extra.images, interruption);
    const reproductions = await scripts.of(results.results.tests.filter(hasRepro));
    return interruption.exitCode ?? report(reproductions, prepared);
  } finally {
    await prepared.stop();
  }
}

function report(reproductions: readonly Reproduction[], { fingerprint, embedded }: Prepared): number {
  const of = (result: Reproduction['result']): number => reproductions.filter((one) => one.result === result).length;
  mkdirSync(REPORT, { recursive: true });
  const file = join(REPORT, 'repro.json');
  writeFileSync(file, toJson({ engine: `${fingerprint.name} ${fingerprint.version}`, behaviours: reproductions }));
  const impossible = of('impossible');
  console.log(
    `${of('same')} of ${reproductions.length} repro scripts observe on ${fingerprint.name} ${fingerprint.version} what the run observed, ` +
      `${of('different')} something else, ${impossible} cannot be run here; ${file}`,
  );
  console.log(printLengths(reproductions.map(({ lines }) => lines)));
  // an embedded engine has all that a script may need
  return of('different') + (embedded ? impossible : 0) === 0 ? 0 : 1;
}
