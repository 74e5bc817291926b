import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue, checkCatalogue } from '../behaviour/catalogue.ts';
import { checkLists } from '../behaviour/needs.ts';
import { sweepRun } from '../engine/sweep.ts';
import { errorText } from '../engine/user-error.ts';
import { Interruption } from './interruption.ts';
import { main } from './main.ts';
import { parseRunOptions, selection } from './options.ts';
import { type Prepared, prepare, testEnvironment } from './prepare.ts';
import { Progress } from './progress.ts';
import { type RunFolder, openRunFolder } from './run-folder.ts';

const JEST = fileURLToPath(new URL('./jest.ts', import.meta.url));

/** npm start and npm test: prepares an engine, lets Jest run the specs on it, and leaves nothing behind. */
async function runSuite(): Promise<number> {
  const options = parseRunOptions(process.argv.slice(2));
  const entries = catalogue();
  checkCatalogue(entries);
  checkLists(entries.map(({ id }) => id));
  const jestArguments = selection(options, entries);
  // what an earlier run found must not be taken for what this one did
  for (const file of ['results.json', 'junit.xml']) rmSync(join(options.report, file), { force: true });
  const interruption = new Interruption();
  const prepared = await interruption.unless(prepare(options.engine, new Progress()));
  if (!prepared) return interruption.exitCode ?? 1;
  const run = openRunFolder();
  let empty = false;
  try {
    const code = interruption.signal ? 1 : await runJest(prepared, run, options.report, jestArguments, interruption);
    const left = await leftOf(prepared, run.id, interruption);
    empty = left === 0;
    if (!interruption.signal) closingLines(run, options.report, left);
    return interruption.exitCode ?? (code || left);
  } finally {
    await prepared.stop(empty);
    run.remove();
  }
}

async function runJest(
  prepared: Prepared,
  run: RunFolder,
  report: string,
  args: readonly string[],
  interruption: Interruption,
): Promise<number> {
  const [program = '', ...words] = [...prepared.onHost, process.execPath, JEST, ...args];
  const env = { ...testEnvironment(prepared, run), CONFORMANCE_REPORT: resolve(report) };
  const child = spawn(program, words, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  interruption.watch(child);
  return new Promise((done) => child.once('close', (code) => done(code ?? 1)));
}

/** Removes what the specs should have removed themselves; that there was anything is an error, and 1. */
async function leftOf({ engines, host, onHost }: Prepared, run: string, interruption: Interruption): Promise<number> {
  try {
    const left = (await Promise.all(engines.map((one) => sweepRun(one, run, host.tools)))).flat();
    if (left.length === 0 || interruption.signal) return 0;
    const names = left.map(({ kind, name }) => `${kind} ${name.slice(0, 40)}`).join(', ');
    console.error(`The run left ${left.length} objects of its own on the engine, which are removed now: ${names}.`);
  } catch (error) {
    const then = onHost.length > 0 ? 'it is taken down now with all that it held' : 'run npm run clean when it is back';
    console.error(`The engine does not answer any more (${errorText(error)}): ${then}.`);
  }
  return 1;
}

/** The last line of every run: how many of Jest's tests passed and failed; what is wrong beside them counts as one more. */
function closingLines({ counts }: RunFolder, report: string, more: number): void {
  if (!existsSync(counts)) {
    console.error('Jest ended without a report: its own message stands above.');
    console.log('0 passed, 1 failed');
    return;
  }
  const { passed, failed } = JSON.parse(readFileSync(counts, 'utf8')) as { passed: number; failed: number };
  console.log(`Results: ${join(report, 'results.json')} (CTRF), ${join(report, 'junit.xml')}`);
  console.log(`${passed} passed, ${failed + more} failed`);
}

await main(runSuite);
