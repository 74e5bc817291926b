import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { knownDifferences } from '../../behaviour/differences/known.ts';
import { SUITE_FOLDER } from '../../engine/suite-folder.ts';
import { type SuiteEnd, type SuiteRun, endedWithin, startProgram, startSuite } from '../../run/suite-run.ts';
import type { RunningStack } from './stack.ts';

const SPECS = fileURLToPath(new URL('../../../fixtures/user-specs/', import.meta.url));

/** How long one run of the specs may take. */
const LIMIT_MS = 180_000;

/** The promises of fixtures/user-specs, by their ids. */
const alias = 'dashboard.nginx-reaches-grafana-by-its-alias';
const peer = 'dashboard.a-container-on-the-same-network-reaches-grafana';
const elsewhere = 'dashboard.a-container-on-another-network-reaches-neither-n-06a562';
const unpublished = 'dashboard.grafana-publishes-no-port';
const example = 'example.nginx-reaches-grafana-and-a-container-on-another-cf9694';

/** A mistake in the stack, and what the specs about it must find. */
interface SpecMistake {
  readonly name: string;
  readonly replaced?: readonly (readonly [before: string, after: string])[];
  /** The options of `docker compose up`. */
  readonly up?: readonly string[];
  /** The service that is stopped then. */
  readonly stop?: string;
  /** The promises that must fail, and those that must be an error; all others pass. */
  readonly failed?: readonly string[];
  readonly error?: readonly string[];
  /** Where the scenarios must not start: a part of the sentence, in every promise. */
  readonly refused?: RegExp;
}

/** The mistakes, in the dashboard of fixtures/stacks. */
export const specMistakes: readonly SpecMistake[] = [
  { name: 'two replicas of Grafana are no mistake', up: ['--scale', 'grafana=2'] },
  {
    name: 'Grafana is on another network',
    replaced: [['      bridgenetwork: { aliases: [dashboards] }', '      default: { aliases: [dashboards] }']],
    failed: [alias, peer, example],
    error: [elsewhere],
  },
  {
    name: 'the alias is lost',
    replaced: [['bridgenetwork: { aliases: [dashboards] }', 'bridgenetwork: {}']],
    failed: [alias],
  },
  {
    name: 'Grafana is published',
    replaced: [
      [
        '    networks:\n      bridgenetwork: { al',
        "    ports: ['3000:3000']\n    networks:\n      bridgenetwork: { al",
      ],
    ],
    failed: [unpublished],
  },
  {
    name: 'Grafana is stopped',
    stop: 'grafana',
    refused: /is the container dashboard-grafana-1, which does not run \(exited with /,
  },
  { name: 'Grafana is scaled to zero', up: ['--scale', 'grafana=0'], refused: /scaled to zero|no container has it/ },
];

/** Starts the specs of fixtures/user-specs on an embedded engine. */
export function startSpecs(suite: string | undefined): SuiteRun {
  const named = suite === undefined ? [] : ['--engine', suite];
  return startSuite([...named, '--specs', SPECS, '--no-open']);
}

/** Runs them to their end. */
export async function runSpecs(suite: string | undefined): Promise<SuiteEnd> {
  return endedWithin(startSpecs(suite), LIMIT_MS);
}

/**
 * The same from the packed package, in a folder of a user that has it among its packages: compiles the specs by its types,
 * and runs them. The packages that it needs are those of this clone.
 */
export async function runSpecsOfPackage(suite: string | undefined, work: string): Promise<SuiteEnd> {
  const run = promisify(execFile);
  const folder = join(work, 'user');
  const own = join(folder, 'node_modules/docker-network-conformance');
  mkdirSync(own, { recursive: true });
  const packing = ['pack', '--silent', '--pack-destination', folder];
  const { stdout } = await run('npm', packing, { cwd: SUITE_FOLDER });
  await run('tar', ['-xzf', join(folder, stdout.trim().split('\n').at(-1) ?? ''), '--strip-components=1', '-C', own]);
  const installed = join(SUITE_FOLDER, 'node_modules');
  for (const name of readdirSync(installed)) symlinkSync(join(installed, name), join(folder, 'node_modules', name));
  cpSync(SPECS, join(folder, 'network-tests'), { recursive: true });
  const compilerOptions = { target: 'es2024', module: 'nodenext', strict: true, noEmit: true };
  writeFileSync(join(folder, 'package.json'), '{ "name": "shop", "private": true }\n');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['network-tests'] }));
  await run(process.execPath, [join(installed, 'typescript/bin/tsc'), '--project', folder]);
  const report = join(folder, 'report');
  const named = suite === undefined ? [] : ['--engine', suite];
  const words = [join(own, 'dist/helpers/cli/bin.js'), 'run', '--specs', 'network-tests', '--report', report];
  const program = startProgram([process.execPath, ...words, ...named, '--no-open'], {
    cwd: folder,
    env: process.env,
    report,
  });
  return endedWithin(program, LIMIT_MS);
}

/** Whether a run found no mistake. */
export function allPassed(end: SuiteEnd): boolean {
  return isFound({ name: 'none' }, end);
}

/** Makes a mistake in a stack, and starts it. */
export async function startMistaken(stack: RunningStack, { replaced = [], up = [], stop }: SpecMistake): Promise<void> {
  stack.replace(replaced);
  await stack.up(...up);
  if (stop !== undefined) await stack.stop(stop);
}

/** Whether a run found this mistake, and nothing else. */
export function isFound({ failed = [], error = [], refused }: SpecMistake, { exitCode, results }: SuiteEnd): boolean {
  const tests = results?.results.tests ?? [];
  if (tests.length === 0) return false;
  if (refused)
    return (
      exitCode === 2 && tests.every(({ extra }) => extra.verdict === 'error' && refused.test(extra.explanation ?? ''))
    );
  const mustFail = [...new Set([...failed, ...failedAsKnown(results)])];
  const ids = (verdict: string): string =>
    tests
      .filter(({ extra }) => extra.verdict === verdict)
      .map(({ extra }) => extra.id)
      .toSorted()
      .join();
  const isRight = ids('failed') === mustFail.toSorted().join() && ids('error') === [...error].toSorted().join();
  return isRight && exitCode === (mustFail.length + error.length > 0 ? 1 : 0);
}

/** The promise of the example is broken where the default network is not isolated: its outsider is there. */
function failedAsKnown(results: SuiteEnd['results']): string[] {
  const engine = results?.results.environment.extra.engine;
  return engine && knownDifferences('isolation.default-bridge', engine).length > 0 ? [example] : [];
}
