import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../engine/user-error.ts';
import type { Results } from '../report/ctrf.ts';
import { seconds } from '../report/printed-values.ts';
import { openProxy } from '../engine/api-proxy.ts';
import { lastLines, startSuite } from '../run/suite-run.ts';
import { Recorder } from './recording.ts';
import { median, timed } from './time.ts';
import { prepare } from '../run/prepare.ts';
import { testEnvironment } from '../run/test-environment.ts';
import { Progress, Steps } from '../run/progress.ts';
import { openRunFolder } from '../run/run-folder.ts';

const REPLAY = fileURLToPath(new URL('./replay.ts', import.meta.url));

/** How long the suite may take: at most so many times the floor, and so many seconds for each behaviour. */
const GOALS = { floor: 1.25, secondsEach: 0.4 };

/** npm run bench -- --all: times every behaviour against the same engine API calls without probes and verdicts. */
export async function benchAll(name: string | undefined, runs: number): Promise<number> {
  const prepared = await prepare(name, new Progress(), 'shared');
  const folder = openRunFolder();
  try {
    const { embedded, endpoint, onHost } = prepared;
    const options = embedded ? ['--engine', embedded.suite] : [];
    const suiteRun = async (): Promise<Results> => {
      const { results, output, exitCode } = await startSuite(options).ended;
      if (!results || exitCode !== 0)
        throw new UserError(`The suite failed, so there is no time to compare: ${lastLines(output)}`);
      return results;
    };
    const file = join(folder.records, 'recording.json');
    const steps = new Steps(1 + 2 * runs);
    steps.begin('suite, recorded');
    writeFileSync(file, JSON.stringify(await recorded(new URL(endpoint.dockerHost).pathname, suiteRun)));
    const replay = [...onHost, process.execPath, REPLAY, file, embedded?.suite ?? ''];
    const times = { suite: [] as number[], floor: [] as number[] };
    let last: Results | undefined;
    steps.end();
    for (let round = 1; round <= runs; round++) {
      steps.begin(`suite, round ${round} of ${runs}`);
      const started = performance.now();
      last = await suiteRun();
      times.suite.push((performance.now() - started) / 1000);
      steps.end();
      steps.begin(`floor, round ${round} of ${runs}`);
      const floor = await timed(replay, testEnvironment(prepared, folder));
      times.floor.push(floor.seconds);
      steps.say(floor.stdout.trim());
      steps.end();
    }
    steps.close();
    return report(times, last as Results);
  } finally {
    await prepared.stop();
    rmSync(folder.records, { recursive: true, force: true });
    folder.remove();
  }
}

/** The API calls of a run, recorded by a proxy in front of the engine's socket. */
async function recorded(socket: string, run: () => Promise<Results>) {
  const proxy = await openProxy(socket);
  const recorder = new Recorder();
  proxy.alter({
    request: (call, body) => recorder.request(call, body),
    answer: (call, body) => {
      recorder.response(call, body);
      return body;
    },
  });
  try {
    return recorder.recording(await run());
  } finally {
    await proxy.close();
  }
}

function report(times: { suite: number[]; floor: number[] }, { results }: Results): number {
  const [suite, floor] = [median(times.suite), median(times.floor)];
  const judged = results.tests.filter(({ extra }) => extra.verdict !== 'unsupported').length;
  console.log(
    `suite  median ${suite.toFixed(1)} s of ${times.suite.length} runs: ${times.suite.map((s) => s.toFixed(1)).join(', ')}`,
  );
  console.log(
    `floor  median ${floor.toFixed(1)} s of ${times.floor.length} runs: ${times.floor.map((s) => s.toFixed(1)).join(', ')}`,
  );
  console.log(`suite / floor      ${(suite / floor).toFixed(2)} (goal: at most ${GOALS.floor})`);
  console.log(
    `seconds / behaviour ${(suite / judged).toFixed(2)} (goal: at most ${GOALS.secondsEach}; ${judged} behaviours)`,
  );
  for (const line of slowest(results)) console.log(line);
  return suite / floor <= GOALS.floor && suite / judged <= GOALS.secondsEach ? 0 : 1;
}

/** The five spec files whose behaviours took longest. */
function slowest({ tests }: Results['results']): string[] {
  const byScenario = new Map<string, number>();
  for (const { filePath, duration } of tests) byScenario.set(filePath, (byScenario.get(filePath) ?? 0) + duration);
  const sorted = [...byScenario].toSorted(([, one], [, other]) => other - one).slice(0, 5);
  return sorted.map(([file, ms]) => `  ${seconds(ms)} of behaviours in ${file}`);
}
