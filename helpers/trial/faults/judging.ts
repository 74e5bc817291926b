import { errorText } from '../../engine/user-error.ts';
import { type ListedFault, expectedUnder } from './index.ts';
import { judge } from './judge.ts';
import { Lane } from './lane.ts';
import { Queue } from './queue.ts';
import { type FaultRecord, FaultRecords, commitHere, digester } from './record.ts';
import { plainVersion } from '../../report/printed-values.ts';
import { printable } from '../../report/terminal.ts';
import { type SuiteEnd, lastLines, verdictsOf } from '../../run/suite-run.ts';
import { Interruption } from '../../run/interruption.ts';
import { Steps } from '../../run/progress.ts';

/** A fault that is to be judged. */
export interface Case {
  readonly fault: ListedFault;
  /** The embedded engine that it breaks. */
  readonly suite: string;
  /** The behaviours that are judged. */
  readonly ids: readonly string[];
  readonly digest: string;
  /** How many of them must fail. */
  readonly weight: number;
}

/** Judges faults, several at a time, and keeps each verdict at once. */
export class Judging {
  private readonly scope: string;
  private readonly records = new FaultRecords();
  private readonly current: Map<string, FaultRecord>;
  private readonly interruption = new Interruption();
  private readonly started = Date.now();
  private readonly commit = commitHere();
  /** Whether a file that a verdict depends on was changed meanwhile: then it is not kept. */
  hasChanged = false;

  constructor(scope: string, all: readonly Case[]) {
    this.scope = scope;
    const kept = this.records.withDigests(new Set(all.map(({ digest }) => digest)));
    this.current = new Map(kept.map((record) => [record.digest, record]));
  }

  /** Whether there is a verdict on a fault already. What could not be judged is tried again. */
  isJudged({ digest }: Case): boolean {
    const record = this.current.get(digest);
    return record !== undefined && record.problem === undefined;
  }

  /** The verdicts on these faults, in their order. */
  verdicts(cases: readonly Case[]): FaultRecord[] {
    return cases.flatMap(({ digest }) => this.current.get(digest) ?? []);
  }

  get seconds(): number {
    return (Date.now() - this.started) / 1000;
  }

  /** Judges these by runs with these arguments. Gives the exit code where it was interrupted. */
  async run(cases: readonly Case[], atOnce: number, args: readonly string[]): Promise<number | undefined> {
    const queue = new Queue(cases);
    const steps = new Steps(cases.length, process.stdout, sumOf(cases.map(workOf)));
    const lanes = Array.from({ length: Math.min(atOnce, cases.length) }, async (_, index) => {
      const lane = new Lane(this.interruption, args);
      try {
        await this.runLane(lane, queue, steps, index % 2 === 1);
      } finally {
        await lane.end();
      }
    });
    try {
      // each lane ends its engines, also where another one fails
      const failed = (await Promise.allSettled(lanes)).find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    } finally {
      steps.close();
    }
    return this.interruption.exitCode;
  }

  private async runLane(lane: Lane, queue: Queue<Case>, steps: Steps, prefersFresh: boolean): Promise<void> {
    for (let one = queue.take(prefersFresh); one; one = queue.take(prefersFresh)) {
      steps.begin(one.fault.name);
      const record = await this.judged(one, lane, queue.peek(prefersFresh));
      if (!record) return;
      this.current.set(record.digest, record);
      if (digester()(one.fault, one.suite, one.ids) === one.digest) this.records.keep(record);
      else this.hasChanged = true;
      steps.end(verdictLines(record), workOf(one));
    }
  }

  /** The verdict on a fault; undefined where the trial was interrupted. A fault that cannot be judged does not stop the trial. */
  private async judged({ fault, suite, ids, digest }: Case, lane: Lane, next?: Case): Promise<FaultRecord | undefined> {
    const { started: runStarted, commit } = this;
    if (this.interruption.signal) return undefined;
    const started = Date.now();
    const { end, problem } = await endOf(lane.run(fault, suite, ids, next), ids);
    if (this.interruption.signal) return undefined;
    const verdict = judge(expectedUnder(fault), verdictsOf(end?.results), ids);
    return {
      ...(problem === undefined ? verdict : { ...verdict, caught: false, missed: [], unrelated: [], problem }),
      reasons: reasonsOf([...verdict.missed, ...verdict.unrelated], end),
      chapter: fault.chapter,
      kind: fault.kind,
      suite,
      ...engineOf(end),
      scope: this.scope,
      judged: ids.length,
      started,
      ended: Date.now(),
      runStarted,
      commit,
      digest,
    };
  }
}

/** What a fault takes, for the estimate of the remaining time: a run, and the timeouts of what must fail. */
const workOf = ({ weight }: Case): number => 2 + weight;

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** How a run that was to judge these behaviours ended, or why its verdicts prove nothing. */
async function endOf(run: Promise<SuiteEnd>, ids: readonly string[]): Promise<{ end?: SuiteEnd; problem?: string }> {
  try {
    const end = await run;
    const judged = verdictsOf(end.results);
    const left = ids.filter((id) => !judged.has(id));
    if (left.length === 0) return { end };
    const how = end.signal ?? `exit code ${end.exitCode}`;
    const without = `${end.results ? '' : 'no results and '}no verdict on ${left.length} of ${ids.length} behaviours`;
    return { end, problem: `the suite ended (${how}) with ${without}; its last lines: ${lastLines(end.output)}` };
  } catch (error) {
    return { problem: errorText(error) };
  }
}

/** Why behaviours, given with their verdicts, did not pass, in brief. */
function reasonsOf(wrong: readonly string[], end: SuiteEnd | undefined): string[] {
  const tests = end?.results?.results.tests ?? [];
  const found = tests.filter(({ extra }) => wrong.some((one) => one.startsWith(`${extra.id} `)));
  return found.flatMap(({ message, extra }) =>
    message
      ? [
          `${extra.id}: ${printable(message)
            .replace(/\s*\n\s*/g, '; ')
            .slice(0, REASON_LENGTH)}`,
        ]
      : [],
  );
}

function engineOf(end: SuiteEnd | undefined): { engine?: string } {
  const engine = end?.results?.results.environment.extra.engine;
  return engine ? { engine: `${engine.name} ${plainVersion(engine.version)}` } : {};
}

/** How much of a reason is kept. */
const REASON_LENGTH = 400;

/** A verdict for the terminal. */
export function verdictLines({
  fault,
  caught,
  failed,
  missed,
  unrelated,
  reasons,
  problem,
  started,
  ended,
}: FaultRecord): string {
  const below = [
    ...(problem === undefined ? [] : [`    not judged: ${problem}`]),
    ...(missed.length > 0 ? [`    should have failed: ${missed.join(', ')}`] : []),
    ...(unrelated.length > 0 ? [`    should not have failed: ${unrelated.join(', ')}`] : []),
    ...reasons.map((reason) => `      ${reason}`),
  ];
  const seconds = `${((ended - started) / 1000).toFixed(0)} s`;
  return [`${caught ? '✓' : '✕'} ${fault}: ${failed.join(', ') || 'nothing failed'}, ${seconds}`, ...below].join('\n');
}
