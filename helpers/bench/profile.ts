import { readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, relative } from 'node:path';
import { UserError } from '../engine/user-error.ts';
import { prepare } from '../run/prepare.ts';
import { Progress } from '../run/progress.ts';
import { openRunFolder } from '../run/run-folder.ts';
import { lastLines, startSuite } from '../run/suite-run.ts';
import { type CpuTimes, type SpecFile, profileText } from './profile-text.ts';

const SAMPLES_EVERY_MS = 500;

/** Linux counts the CPU time of processes in hundredths of a second, on every architecture. */
const TICK_SECONDS = 0.01;

/**
 * npm run bench -- --profile: one run of the suite, with how busy the cores were in each ten seconds, which share of the CPU
 * time was the suite's own, and which spec files kept it running. Nothing else should run on the machine.
 */
export async function benchProfile(name: string | undefined): Promise<number> {
  const prepared = await prepare(name, new Progress(), 'shared');
  const folder = openRunFolder();
  const file = join(folder.records, 'jest.json');
  const samples = [cpuTimes()];
  const sampling = setInterval(() => samples.push(cpuTimes()), SAMPLES_EVERY_MS);
  try {
    const before = secondsOfEndedChildren();
    const options = prepared.embedded ? ['--engine', prepared.embedded.suite] : [];
    const { output, results } = await startSuite([...options, '--', '--json', `--outputFile=${file}`]).ended;
    if (!results) throw new UserError(`The suite failed, so there is nothing to profile: ${lastLines(output)}`);
    samples.push(cpuTimes());
    const ownSeconds = secondsOfEndedChildren() - before;
    for (const line of profileText({ samples, ownSeconds, cores: cpus().length, files: specFiles(file) }))
      console.log(line);
    return 0;
  } finally {
    clearInterval(sampling);
    await prepared.stop();
    rmSync(folder.records, { recursive: true, force: true });
    folder.remove();
  }
}

/** The time of all cores since the machine started, from /proc/stat. */
function cpuTimes(): CpuTimes {
  const [, ...ticks] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').trim().split(/\s+/).map(Number);
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, hard = 0, soft = 0, stolen = 0] = ticks;
  const busy = user + nice + system + hard + soft + stolen;
  return { atMs: Date.now(), busySeconds: busy * TICK_SECONDS, idleSeconds: (idle + waiting) * TICK_SECONDS };
}

/** The CPU time of the processes that this one has started and that have ended, with theirs, from /proc/self/stat. */
function secondsOfEndedChildren(): number {
  // the name of the program, in parentheses, may contain spaces
  const [, after = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
  const fields = after.split(' ').map(Number);
  const [user = 0, system = 0] = fields.slice(13, 15);
  return (user + system) * TICK_SECONDS;
}

/** When each spec file began and ended, from Jest's own results. */
function specFiles(file: string): SpecFile[] {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as {
    testResults: readonly { name: string; startTime: number; endTime: number }[];
  };
  return testResults.map(({ name, startTime, endTime }) => ({
    path: relative(process.cwd(), name),
    beganMs: startTime,
    endedMs: endTime,
  }));
}
