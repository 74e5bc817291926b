import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assertPossible, usableInstance } from '../engine/embedded/instance.ts';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import { UserError } from '../engine/user-error.ts';
import { endings } from '../trial/endings/index.ts';
import { type Outcome, putTo } from '../trial/endings/put-to.ts';
import { main } from './main.ts';

const USAGE = `npm run test:endings [-- OPTIONS]
  --engine NAME   the embedded engine, ${defaultSuite} by default
  --only NAME     only this ending; may be repeated: ${endings.map(({ name }) => name).join(', ')}`;

const REPORT = 'report';

/** npm run test:endings: puts the suite to every ending that a run may come to, and checks each. */
async function tryEndings(): Promise<number> {
  const { engine, only } = options();
  const suite = suiteNamed(engine);
  assertPossible('The endings are provoked on an embedded engine');
  if (usableInstance(engine)) {
    throw new UserError(
      `The engine ${engine} is up, and would be killed: take it down with npm run engine -- down ${engine}, or name another one.`,
    );
  }
  const temporary = mkdtempSync(join(tmpdir(), 'dnc-endings-'));
  const mark = `CONFORMANCE_TRIAL=${process.pid}`;
  // what is started from here on bears the mark, and has its temporary folders where they can be counted
  Object.assign(process.env, { CONFORMANCE_TRIAL: `${process.pid}`, TMPDIR: temporary });
  process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));

  const outcomes: Outcome[] = [];
  for (const ending of endings.filter(({ name }) => only.length === 0 || only.includes(name))) {
    const outcome = await putTo(ending, engine, { mark, suite: suite.suite, temporary });
    outcomes.push(outcome);
    console.log(`${outcome.passed ? '✓' : '✕'} ${outcome.name}  ${outcome.seen} (${outcome.seconds} s)`);
  }
  return report(engine, outcomes);
}

function options(): { engine: string; only: readonly string[] } {
  const { values } = parsed();
  const { engine, only = [] } = values;
  const known = endings.map(({ name }) => name);
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UserError(`There is no ending "${unknown}": they are ${known.join(', ')}.`);
  return { engine, only };
}

function parsed() {
  try {
    return parseArgs({
      options: { engine: { type: 'string', default: defaultSuite }, only: { type: 'string', multiple: true } },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message.split(/\.\s/)[0]}; the options are:\n${USAGE}`);
  }
}

function report(engine: string, outcomes: readonly Outcome[]): number {
  const failed = outcomes.filter(({ passed }) => !passed).length;
  mkdirSync(REPORT, { recursive: true });
  writeFileSync(join(REPORT, 'endings.json'), `${JSON.stringify({ engine, endings: outcomes }, undefined, 2)}\n`);
  console.log(`Results: ${join(REPORT, 'endings.json')}`);
  console.log(`${outcomes.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

await main(tryEndings);
