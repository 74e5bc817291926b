import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../engine/user-error.ts';
import { type Prepared, prepare } from '../run/prepare.ts';
import { testEnvironment } from '../run/test-environment.ts';
import { Progress, Steps } from '../run/progress.ts';
import { type RunFolder, openRunFolder } from '../run/run-folder.ts';
import { median, timed } from './time.ts';

const run = promisify(execFile);
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The behaviours whose scenarios the floor and the script start and probe as well. */
const BEHAVIOURS = [
  'bridge.user-defined',
  'bridge.alias-resolves',
  'bridge.no-alias-no-name',
  'bridge.ip-only-reachable',
  'bridge.alias-needs-user-defined',
  'expose.documents-only',
  'publish.binds',
  'publish.localhost-answers',
  'publish.ephemeral',
  'none.no-address',
  'none.loopback-only',
  'none.isolated',
];

/** How long the suite may take: at most so many times the floor, and so many times the script. */
const GOALS = { floor: 1.5, script: 0.85 };

const names = ['suite', 'floor', 'script'] as const;
type Name = (typeof names)[number];

/** A program that is timed, and its environment. */
interface Contender {
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** npm run bench: times the suite, the floor and the script in turn, as processes on one running engine. */
export async function benchGuide(engine: string | undefined, runs: number): Promise<number> {
  await assertTools();
  const prepared = await prepare(engine, new Progress(), 'shared');
  const folder = openRunFolder();
  try {
    return report(await times(contendersFor(prepared, folder), runs));
  } finally {
    await prepared.stop();
    folder.remove();
  }
}

async function assertTools(): Promise<void> {
  for (const program of ['docker', 'curl']) {
    await run(program, ['--version']).catch(() => {
      throw new UserError(
        `The script that the suite is timed against needs ${program}, which is not installed: install it.`,
      );
    });
  }
}

function contendersFor(prepared: Prepared, folder: RunFolder): Record<Name, Contender> {
  const { embedded, images, onHost } = prepared;
  const bare = { ...testEnvironment(prepared, folder), OWNER: folder.owner };
  const options = [
    ...BEHAVIOURS.flatMap((id) => ['--behaviour', id]),
    ...(embedded ? ['--engine', embedded.suite] : []),
  ];
  const node = process.execPath;
  return {
    // started as by a user: the time includes finding the engine and preparing the run
    suite: { words: [node, path('../cli/main.ts'), 'run', ...options], env: process.env },
    floor: { words: [...onHost, node, path('floor.ts')], env: bare },
    script: {
      words: [...onHost, path('../../fixtures/bench/guide.sh'), images.nginx.reference, images.grafana.reference],
      env: bare,
    },
  };
}

/** The first round fills caches and is not counted. */
async function times(contenders: Record<Name, Contender>, runs: number): Promise<Record<Name, number[]>> {
  const seconds: Record<Name, number[]> = { suite: [], floor: [], script: [] };
  const steps = new Steps((runs + 1) * names.length);
  try {
    for (let round = 0; round <= runs; round++) {
      for (const name of names) {
        steps.begin(`${name}, ${round === 0 ? 'warm-up' : `round ${round} of ${runs}`}`);
        const { seconds: took } = await timed(contenders[name].words, contenders[name].env);
        if (round > 0) seconds[name].push(took);
        steps.end();
      }
    }
  } finally {
    steps.close();
  }
  return seconds;
}

function report(seconds: Record<Name, number[]>): number {
  for (const name of names) {
    const range = `${Math.min(...seconds[name]).toFixed(2)} to ${Math.max(...seconds[name]).toFixed(2)}`;
    const count = seconds[name].length;
    console.log(`${name.padEnd(7)} median ${median(seconds[name]).toFixed(2)} s of ${count} runs, ${range}`);
  }
  const suite = median(seconds.suite);
  const ratios = { floor: suite / median(seconds.floor), script: suite / median(seconds.script) };
  console.log(`suite / floor  ${ratios.floor.toFixed(2)} (goal: at most ${GOALS.floor})`);
  console.log(`suite / script ${ratios.script.toFixed(2)} (goal: at most ${GOALS.script})`);
  return ratios.floor <= GOALS.floor && ratios.script <= GOALS.script ? 0 : 1;
}
