import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { catalogue } from '../behaviour/catalogue.ts';
import { UserError } from '../engine/user-error.ts';
import { benchAll } from '../bench/all.ts';
import { median, timed } from '../bench/time.ts';
import { main } from './main.ts';
import { prepare, testEnvironment } from '../run/prepare.ts';
import { Progress } from '../run/progress.ts';
import { openRunFolder } from '../run/run-folder.ts';

const run = promisify(execFile);
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The spec files whose scenarios the floor and the script build and ask as well. */
const FILES = new Set([
  'specs/bridge/user-defined.spec.ts',
  'specs/ports/expose-and-publish.spec.ts',
  'specs/none/none.spec.ts',
]);

/** What the suite may cost: at most so many times the floor, and so many times the script. */
const GOALS = { floor: 1.5, script: 0.85 };

/** npm run bench: whole processes, one after another in turn, on one warm engine; medians in seconds. */
async function bench(): Promise<number> {
  const { values } = parseArgs({
    options: {
      all: { type: 'boolean' },
      engine: { type: 'string' },
      runs: { type: 'string', default: '7' },
    },
  });
  const runs = Number(values.runs);
  if (!(runs >= 1))
    throw new UserError(`--runs is "${values.runs}": give the number of rounds, 5 or more for a median.`);
  if (values.all) return benchAll(values.engine, runs);
  for (const program of ['docker', 'curl']) {
    await run(program, ['--version']).catch(() => {
      throw new UserError(
        `The script that the suite is measured against needs ${program}, which is not here: install it.`,
      );
    });
  }
  const prepared = await prepare(values.engine, new Progress(), 'shared');
  const folder = openRunFolder();
  const bare = { ...testEnvironment(prepared, folder), OWNER: folder.owner };
  const { embedded, images, onHost } = prepared;
  const options = [
    ...catalogue().flatMap(({ id, file }) => (FILES.has(file) ? ['--behaviour', id] : [])),
    ...(embedded ? ['--engine', embedded.suite] : []),
  ];
  const node = process.execPath;
  // the suite is measured as its user starts it: it finds the engine, and prepares its run, within its time
  const contenders = {
    suite: { words: [node, path('run.ts'), '--select', 'specs', ...options], env: process.env },
    floor: { words: [...onHost, node, path('bench-floor.ts')], env: bare },
    script: {
      words: [...onHost, path('../../fixtures/bench/by-hand.sh'), images.nginx.reference, images.grafana.reference],
      env: bare,
    },
  };
  const times = { suite: [] as number[], floor: [] as number[], script: [] as number[] };
  try {
    for (let round = 0; round <= runs; round++) {
      for (const name of ['suite', 'floor', 'script'] as const) {
        const seconds = await timed(contenders[name].words, contenders[name].env);
        // the first round fills caches and is not counted
        if (round > 0) times[name].push(seconds);
      }
    }
  } finally {
    await prepared.stop();
    folder.remove();
  }
  return report(times);
}

function report(times: Record<'suite' | 'floor' | 'script', number[]>): number {
  const medians = Object.fromEntries(Object.entries(times).map(([name, seconds]) => [name, median(seconds)])) as Record<
    keyof typeof times,
    number
  >;
  for (const [name, seconds] of Object.entries(times)) {
    const range = `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}`;
    console.log(`${name.padEnd(7)} median ${median(seconds).toFixed(2)} s of ${seconds.length} runs, ${range}`);
  }
  const ratios = { floor: medians.suite / medians.floor, script: medians.suite / medians.script };
  console.log(`suite / floor  ${ratios.floor.toFixed(2)} (goal: at most ${GOALS.floor})`);
  console.log(`suite / script ${ratios.script.toFixed(2)} (goal: at most ${GOALS.script})`);
  return ratios.floor <= GOALS.floor && ratios.script <= GOALS.script ? 0 : 1;
}

await main(bench);
