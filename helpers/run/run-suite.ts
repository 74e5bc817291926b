import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DescribedEntry, catalogue, checkCatalogue } from '../behaviour/catalogue.ts';
import { readRecords } from '../behaviour/records.ts';
import { userSpecsFolder } from '../behaviour/user-specs.ts';
import { checkRequireAndDisable } from '../behaviour/needs.ts';
import { makeCacheFolder } from '../engine/embedded/cache.ts';
import { isRunning } from '../engine/embedded/process.ts';
import { isLocation } from '../engine/engine-name.ts';
import { retry } from '../engine/poll.ts';
import type { RunPart } from '../engine/run.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { sweepRun } from '../engine/sweep.ts';
import { errorText } from '../engine/user-error.ts';
import { olderThan } from '../engine/version.ts';
import { readBaseline } from '../report/baseline/baseline.ts';
import { suiteVersion } from '../report/ctrf.ts';
import { resultsSoFar } from '../report/interrupted.ts';
import { doctorText, hostRestrictions } from '../report/doctor.ts';
import { type RunState, sendState } from '../report/run-state.ts';
import { stopCommands } from '../report/github.ts';
import { onGitHub } from '../report/workflow-command.ts';
import { RESULT_FILES, RESULT_FOLDERS, makeReportFolder, writeResults } from '../report/write.ts';
import { concludeRun, readCounts } from './conclusion.ts';
import { checkCoverageFile } from './coverage.ts';
import { doctor } from './doctor.ts';
import { Interruption } from './interruption.ts';
import { MOST_FILES, filesAtATime } from './machine-speed.ts';
import { choosesFiles, memoryLimits } from './memory.ts';
import { type RunOptions, selected, selection } from './selection.ts';
import { type Prepared, prepare } from './prepare.ts';
import { describeRun, testEnvironment } from './test-environment.ts';
import { Progress } from './progress.ts';
import { suiteCommit } from './suite-commit.ts';
import { type RunFolder, openRunFolder } from './run-folder.ts';
import { userSpecs } from './user-specs.ts';

/** How long an engine that does not answer at the end of a run is waited for. */
const RETURN_LIMIT_MS = 10_000;
const RETURN_POLL_MS = 200;

const JEST = fileURLToPath(new URL('jest.ts', import.meta.url));
const JEST_CONFIG = fileURLToPath(new URL('../../jest.config.ts', import.meta.url));

/** npm start and npm test: prepares an engine, runs the specs on it with Jest, and removes everything. */
export async function runSuite(options: RunOptions): Promise<number> {
  const { entries, wanted, jestArguments } = chosenBehaviours(options);
  if (options.doctor) return doctor(wanted, options.engine);
  checkCoverageFile(options.coverage, embeddedIn(options));
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  makeFolders(options.report);
  const interruption = new Interruption();
  const compose = wanted.some(({ needs }) => needs.includes('docker-compose'));
  const prepared = await interruption.unless(
    prepare(options.engine, new Progress(), 'own', { lan: options.lan, compose }),
  );
  if (!prepared) return interruption.exitCode ?? 1;
  const run = openRunFolder(partOf(options, entries));
  if (baseline) writeFileSync(run.baseline, JSON.stringify(baseline));
  for (const line of hostRestrictions(describeRun(prepared, run), wanted)) console.log(line);
  const start = Date.now();
  let empty = false;
  const commands = onGitHub() ? stopCommands() : undefined;
  if (commands) console.log(commands.stop);
  try {
    checkCoverageFile(options.coverage, prepared.fingerprint);
    const ended = interruption.signal ? 1 : await runJest(prepared, run, jestArguments, options, interruption);
    const counts = readCounts(run);
    // before the objects go, of which a test process that still ends would miss some
    if (!counts) writeVerdictsSoFar(prepared, run, wanted, start);
    const left = await removeLeftovers(prepared, run.id, interruption);
    empty = left === 0;
    return await concludeRun(run, { ended, counts, left, entries, resume: commands?.resume }, options, interruption);
  } finally {
    await prepared.stop(empty);
    run.remove();
  }
}

/** All behaviours, those that the options choose, and how Jest runs them. Throws a UserError where an option is wrong. */
function chosenBehaviours(options: RunOptions): {
  readonly entries: readonly DescribedEntry[];
  readonly wanted: readonly DescribedEntry[];
  readonly jestArguments: readonly string[];
} {
  const own = options.specs === undefined ? undefined : userSpecs(options.specs);
  const entries = catalogue();
  checkCatalogue(entries);
  if (!own) checkRequireAndDisable(entries.map(({ id }) => id));
  const jestArguments = own ? [...own, ...options.jest] : ['--config', JEST_CONFIG, ...selection(options, entries)];
  return { entries, wanted: selected(options, entries), jestArguments };
}

/** Makes the cache and the folder for the report, without an earlier run's results: nobody may mistake them for this one's. */
function makeFolders(report: string): void {
  makeReportFolder(report);
  makeCacheFolder();
  for (const name of [...RESULT_FILES, ...RESULT_FOLDERS]) rmSync(join(report, name), { recursive: true, force: true });
}

/** The embedded engine of the options, of which the coverage file has a line by its name. */
function embeddedIn({ engine }: RunOptions): { suite: string } | undefined {
  return engine === undefined || isLocation(engine) ? undefined : { suite: engine };
}

/** What tells this run apart from others, and from the other parts of it. */
function partOf({ shard, ...options }: RunOptions, entries: readonly DescribedEntry[]): RunPart {
  const commit = suiteCommit();
  const behaviours = selected({ ...options, shard: undefined }, entries).length;
  return { ...(commit ? { commit } : {}), ...(shard ? { shard: { ...shard, behaviours } } : {}) };
}

async function runJest(
  prepared: Prepared,
  run: RunFolder,
  args: readonly string[],
  { security, verbose }: RunOptions,
  interruption: Interruption,
): Promise<number> {
  const { jest, node } = memoryLimits(args, undefined, choosesFiles(args) ? undefined : mostFiles(prepared));
  const [program = '', ...words] = [...prepared.onHost, process.execPath, ...node, JEST, ...jest, ...args];
  const env = {
    ...testEnvironment(prepared, run),
    CONFORMANCE_REPORT: run.results,
    CONFORMANCE_AUDIT: security ? 'yes' : '',
    CONFORMANCE_VERBOSE: verbose ? 'yes' : '',
    // Jest knows no NO_COLOR
    ...(process.env['NO_COLOR'] ? { FORCE_COLOR: '0' } : {}),
  };
  const child = spawn(program, words, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  interruption.watch(child);
  child.on('message', (state) => sendState(state as RunState));
  return new Promise((done) => child.once('close', (code) => done(code ?? 1)));
}

/** How many spec files the engine and this machine stand at a time; undefined for as many as Jest's configuration says. */
function mostFiles({ fingerprint: { kind, version } }: Prepared): number | undefined {
  const { files, startMs = 0 } = filesAtATime();
  // Podman 4.3 loses isolation, host ports and DNS the more, the more networks change
  if (kind === 'podman' && olderThan(version, '5.4')) return Math.min(2, files);
  if (files >= MOST_FILES) return undefined;
  console.log(
    `At most ${files} spec files at a time instead of ${MOST_FILES}, because this machine takes ${startMs.toFixed(1)} ms to start a program.`,
  );
  return files;
}

/** Removes the objects that the run left on the engines. Gives 1 where there were any, which is an error. */
async function removeLeftovers(prepared: Prepared, run: string, interruption: Interruption): Promise<number> {
  const { engines, host, onHost } = prepared;
  try {
    const sweep = () => Promise.all(engines.map((one) => sweepRun(one, run, host.tools)));
    const left = (await onceEngineAnswers(prepared, sweep)).flat();
    if (left.length === 0 || interruption.signal) return 0;
    const names = left.map(({ kind, name }) => `${kind} ${name.slice(0, 40)}`).join(', ');
    console.error(`The run left ${left.length} of its own objects on the engine, which are removed now: ${names}.`);
  } catch (error) {
    const then =
      onHost.length > 0 ? 'it is stopped now, with everything on it' : `run ${suiteCommand('clean')} once it is back`;
    console.error(`The engine no longer answers (${errorText(error)}): ${then}.`);
  }
  return 1;
}

/** Repeats `work` while the engine does not answer: it may be restarting, with everything on it. */
async function onceEngineAnswers<T>({ embedded }: Prepared, work: () => Promise<T>): Promise<T> {
  const mayReturn = (): boolean => embedded === undefined || isRunning(embedded.pid);
  return retry({ limitMs: RETURN_LIMIT_MS, intervalMs: RETURN_POLL_MS }, work, mayReturn);
}

/** Writes the verdicts so far, where Jest was killed before it reported. */
function writeVerdictsSoFar(
  prepared: Prepared,
  folder: RunFolder,
  entries: readonly DescribedEntry[],
  start: number,
): void {
  const run = describeRun(prepared, folder);
  const { images } = prepared;
  const wanted = userSpecsFolder() === undefined ? entries : judgedSoFar(folder);
  const all = userSpecsFolder() === undefined ? catalogue().length : wanted.length;
  const about = { run, doctor: doctorText(run, entries), images, version: suiteVersion(), start, all };
  writeResults(folder.results, resultsSoFar(wanted, about));
}

/** The promises of the user's own specs that have a verdict: they are in no catalogue. */
function judgedSoFar({ records }: RunFolder): DescribedEntry[] {
  const judged = [...readRecords(records).values()];
  return judged.map(({ id, sentence, docs }) => ({ id, sentence, docs, file: '', line: 0, needs: [] }));
}
