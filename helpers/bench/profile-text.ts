/** The time of all cores together, at a moment. */
export interface CpuTimes {
  readonly atMs: number;
  readonly busySeconds: number;
  readonly idleSeconds: number;
}

/** A spec file of a run, in ms since the epoch. */
export interface SpecFile {
  readonly path: string;
  readonly beganMs: number;
  readonly endedMs: number;
}

/** What was measured during one run of the suite. */
export interface Profile {
  /** At least two, in order: the first before the run, the last after it. */
  readonly samples: readonly CpuTimes[];
  /** The CPU time of the suite's own processes. */
  readonly ownSeconds: number;
  readonly cores: number;
  readonly files: readonly SpecFile[];
}

const STEP_MS = 10_000;
const SHOWN_FILES = 8;
const BAR_WIDTH = 40;

/** A profile as lines: the sums, the cores in each ten seconds, and the spec files that ended last and took longest. */
export function profileText({ samples, ownSeconds, cores, files }: Profile): string[] {
  const [first, last] = [samples[0] as CpuTimes, samples.at(-1) as CpuTimes];
  const busySeconds = last.busySeconds - first.busySeconds;
  const rest = Math.max(0, busySeconds - ownSeconds);
  const fileLine = ({ path, beganMs, endedMs }: SpecFile): string =>
    `  ${inSeconds(beganMs - first.atMs)} to ${inSeconds(endedMs - first.atMs)}, ${inSeconds(endedMs - beganMs)}: ${path}`;
  return [
    `${inSeconds(last.atMs - first.atMs)} on ${cores} cores, which were idle ${percent(1 - busyShare(first, last))} of the time`,
    `${busySeconds.toFixed(1)} s of CPU: ${ownSeconds.toFixed(1)} s of the suite's own processes, ${rest.toFixed(1)} s of the engine, its containers and the rest of the machine`,
    ...stepLines(samples, files),
    'ended last:',
    ...files
      .toSorted((one, other) => other.endedMs - one.endedMs)
      .slice(0, SHOWN_FILES)
      .map(fileLine),
    'took longest:',
    ...files
      .toSorted((one, other) => other.endedMs - other.beganMs - (one.endedMs - one.beganMs))
      .slice(0, SHOWN_FILES)
      .map(fileLine),
  ];
}

function stepLines(samples: readonly CpuTimes[], files: readonly SpecFile[]): string[] {
  const start = (samples[0] as CpuTimes).atMs;
  const stepOf = ({ atMs }: CpuTimes): number => Math.floor((atMs - start) / STEP_MS);
  const steps = [...Map.groupBy(samples, stepOf)];
  return steps.flatMap(([step, ofStep], index) => {
    const from = ofStep[0] as CpuTimes;
    const to = steps[index + 1]?.[1][0] ?? ofStep.at(-1) ?? from;
    // the end of the run, where it falls on the beginning of a step
    if (to === from) return [];
    const running = files.filter(({ beganMs, endedMs }) => beganMs < to.atMs && endedMs > from.atMs).length;
    const share = busyShare(from, to);
    const bar = '#'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, '.');
    const seconds = inSeconds(step * STEP_MS).padStart(8);
    return [`${seconds} ${bar} ${percent(share).padStart(5)} busy, ${running} spec files`];
  });
}

/** The part of the cores' time between two samples in which they were busy; 0 where no time passed. */
function busyShare(from: CpuTimes, to: CpuTimes): number {
  const busy = to.busySeconds - from.busySeconds;
  const all = busy + to.idleSeconds - from.idleSeconds;
  return all === 0 ? 0 : busy / all;
}

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const percent = (share: number): string => `${Math.round(share * 100)} %`;
