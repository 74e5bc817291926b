import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue, checkCatalogue } from '../behaviour/catalogue.ts';
import { cacheFolder } from '../engine/embedded/cache.ts';
import { ownerOf, stateOf } from '../engine/owner.ts';
import { sweepRun } from '../engine/sweep.ts';
import { errorText } from '../engine/user-error.ts';
import { main } from './main.ts';
import { parseRunOptions, selection } from './options.ts';
import { type Prepared, newRunId, prepare, testEnvironment } from './prepare.ts';
import { Progress } from './progress.ts';

const JEST = fileURLToPath(new URL('./jest.ts', import.meta.url));

/** How long a test process may take to end when it is told to. */
const END_LIMIT_MS = 5_000;

/** npm start and npm test: prepares an engine, lets Jest run the specs on it, and leaves nothing behind. */
async function runSuite(): Promise<number> {
  const options = parseRunOptions(process.argv.slice(2));
  const entries = catalogue();
  checkCatalogue(entries);
  const jestArguments = selection(options, entries);
  removeDeadRunFolders();
  const progress = new Progress();
  const interruption = new Interruption();
  const prepared = await prepare(options.engine, progress);
  const run = { id: newRunId(), owner: ownerOf(), records: '' };
  const folder = cacheFolder('runs', run.id);
  run.records = join(folder, 'records');
  try {
    mkdirSync(run.records, { recursive: true });
    writeFileSync(join(folder, 'owner'), run.owner);
    const code = interruption.signal ? 1 : await runJest(prepared, testEnvironment(prepared, run), jestArguments, interruption);
    const left = await leftOf(prepared, run.id, interruption);
    closingLines(folder, left && !interruption.signal ? 1 : 0);
    return interruption.exitCode ?? (code || left);
  } finally {
    await prepared.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runJest(prepared: Prepared, env: NodeJS.ProcessEnv, args: readonly string[], interruption: Interruption): Promise<number> {
  const [program = '', ...words] = [...prepared.onHost, process.execPath, JEST, ...args];
  const child = spawn(program, words, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  interruption.watch(child);
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

/** Removes what the specs should have removed themselves; that there was anything is an error, and 1. */
async function leftOf({ engine, onHost }: Prepared, run: string, interruption: Interruption): Promise<number> {
  try {
    const left = await sweepRun(engine, run);
    if (left.length === 0 || interruption.signal) return 0;
    const names = left.map(({ kind, name }) => `${kind} ${name.slice(0, 40)}`).join(', ');
    console.error(`The run left ${left.length} objects of its own on the engine, which are removed now: ${names}.`);
  } catch (error) {
    const then = onHost.length > 0 ? 'it is taken down now with all that it held' : 'run npm run clean when it is back';
    console.error(`The engine does not answer any more (${errorText(error)}): ${then}.`);
  }
  return 1;
}

/** The last line of every run: how many of Jest's tests passed and failed. */
function closingLines(folder: string, more: number): void {
  const file = join(folder, 'counts.json');
  if (!existsSync(file)) return;
  const { passed, failed } = JSON.parse(readFileSync(file, 'utf8')) as { passed: number; failed: number };
  console.log('Results: report/results.json (CTRF), report/junit.xml');
  console.log(`${passed} passed, ${failed + more} failed`);
}

function removeDeadRunFolders(): void {
  const runs = cacheFolder('runs');
  if (!existsSync(runs)) return;
  for (const id of readdirSync(runs)) {
    const owner = join(runs, id, 'owner');
    if (!existsSync(owner) || stateOf(readFileSync(owner, 'utf8')) === 'gone') rmSync(join(runs, id), { recursive: true, force: true });
  }
}

/** A signal that ends the run: the test process is ended first, then everything is removed as usual. */
class Interruption {
  signal: NodeJS.Signals | undefined;
  private child: ChildProcess | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.interrupt(signal));
  }

  watch(child: ChildProcess): void {
    this.child = child;
  }

  /** As a shell reports it: 128 and the signal's number. */
  get exitCode(): number | undefined {
    const { signals } = constants;
    return this.signal && 128 + (signals[this.signal] ?? 0);
  }

  private interrupt(signal: NodeJS.Signals): void {
    if (!this.signal) console.error(`\n${signal}: removing what this run created …`);
    this.signal ??= signal;
    const { child } = this;
    child?.kill('SIGTERM');
    setTimeout(() => child?.kill('SIGKILL'), END_LIMIT_MS).unref();
  }
}

await main(runSuite);
