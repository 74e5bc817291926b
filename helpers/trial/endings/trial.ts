import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertCanEmbed } from '../../engine/embedded/instance.ts';
import { sharedInstance } from '../../engine/embedded/running.ts';
import { suiteNamed } from '../../engine/embedded/suites.ts';
import { unknownName } from '../../engine/suggest.ts';
import { UserError } from '../../engine/user-error.ts';
import { toJson } from '../../report/json.ts';
import { Interruption } from '../../run/interruption.ts';
import { Steps } from '../../run/progress.ts';
import type { Ending } from './ending.ts';
import { endings } from './index.ts';
import { type Outcome, runEnding } from './run-ending.ts';

const REPORT = 'report';

/** The options of the trial of endings. */
interface EndingsOptions {
  /** The embedded engine. */
  readonly engine: string;
  /** The names of endings; none for all of them. */
  readonly only: readonly string[];
  /** Whether the endings are only printed. */
  readonly list: boolean;
}

/** npm run test:endings: provokes every way in which a run may end, and checks each. */
export async function testEndings({ engine, only, list }: EndingsOptions): Promise<number> {
  const wanted = wantedEndings(only);
  if (list) {
    for (const { name } of wanted) console.log(name);
    return 0;
  }
  const suite = suiteNamed(engine);
  assertCanEmbed('The endings are provoked on an embedded engine');
  if (sharedInstance(engine)) {
    throw new UserError(
      `The engine ${engine} is up, and the trial would kill it: stop it with npm run engine -- down ${engine}, or name another one.`,
    );
  }
  const temporary = mkdtempSync(join(tmpdir(), 'dnc-endings-'));
  const variable = `CONFORMANCE_TRIAL=${process.pid}`;
  // inherited by every process of the trial
  Object.assign(process.env, { CONFORMANCE_TRIAL: `${process.pid}`, TMPDIR: temporary });
  process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
  const interruption = new Interruption();
  const outcomes: Outcome[] = [];
  const steps = new Steps(wanted.length);
  for (const ending of wanted) {
    steps.begin(ending.name);
    const outcome = await runEnding(ending, engine, { variable, suite: suite.suite, temporary, interruption });
    if (interruption.signal) break;
    outcomes.push(outcome);
    steps.end(`${outcome.passed ? '✓' : '✕'} ${outcome.name}  ${outcome.observed} (${outcome.seconds} s)`);
  }
  steps.close();
  return interruption.exitCode ?? report(engine, outcomes);
}

/** The endings with these names; all, where none is named. Throws a UserError where there is no such ending. */
function wantedEndings(only: readonly string[]): readonly Ending[] {
  const known = endings.map(({ name }) => name);
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UserError(unknownName('ending', unknown, known, 'npm run test:endings -- --list names them'));
  return endings.filter(({ name }) => only.length === 0 || only.includes(name));
}

function report(engine: string, outcomes: readonly Outcome[]): number {
  const failed = outcomes.filter(({ passed }) => !passed).length;
  mkdirSync(REPORT, { recursive: true });
  writeFileSync(join(REPORT, 'endings.json'), toJson({ engine, endings: outcomes }));
  console.log(`Results: ${join(REPORT, 'endings.json')}`);
  console.log(`${outcomes.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}
