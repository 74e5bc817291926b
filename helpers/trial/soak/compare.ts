import type { ResultTest, Results } from '../../report/ctrf.ts';

/** A behaviour whose verdict was not the same in all runs, as it must be but for known differences that show at times. */
export interface Difference {
  readonly id: string;
  readonly sentence: string;
  /** Each of its verdicts, in the order of the runs. */
  readonly verdicts: readonly VerdictOfRuns[];
}

/** A verdict, the runs with it, and the reason and evidence in the first of them. */
export interface VerdictOfRuns {
  readonly verdict: string;
  /** The numbers of the runs, from 1. */
  readonly runs: readonly number[];
  readonly reason?: string;
  /** Of a known difference that shows in some runs only: what the engine does at times. */
  readonly cause?: string;
  readonly evidence: ResultTest['extra']['evidence'];
}

/** The verdict of a behaviour that is missing in a run's results. */
const MISSING = 'missing';

/** The results of the runs in their order; undefined for a run without results. */
type Runs = readonly (Results | undefined)[];

/** The behaviours that any of the runs judged. */
export function behavioursIn(runs: Runs): string[] {
  return [...new Set(runs.flatMap((results) => testsOf(results).map(({ extra }) => extra.id)))];
}

/** The behaviours whose verdict differed between the runs. */
export function differing(runs: Runs): Difference[] {
  return behavioursIn(runs)
    .map((id) => ({ id, sentence: sentenceOf(id, runs), verdicts: verdictsOf(id, runs) }))
    .filter(({ verdicts }) => verdicts.length > 1 && !verdicts.every(mayVary));
}

/** Whether a verdict is that of a known difference which shows in some runs only, or of a run in which it did not show. */
function mayVary({ verdict, cause }: VerdictOfRuns): boolean {
  return verdict === 'passed' || (verdict === 'known-difference' && cause !== undefined);
}

/** The number of behaviours by verdict: `28 passed, 2 failed`. */
export function counted(results: Results): string {
  const verdicts = testsOf(results).map(({ extra }) => extra.verdict);
  const counts = [...new Set(verdicts)].toSorted().map((verdict) => {
    return `${verdicts.filter((one) => one === verdict).length} ${verdict}`;
  });
  return counts.join(', ') || 'no verdicts';
}

function verdictsOf(id: string, runs: Runs): VerdictOfRuns[] {
  const seen = new Map<string, VerdictOfRuns>();
  for (const [index, results] of runs.entries()) {
    if (!results) continue;
    const { message, extra } = testsOf(results).find((test) => test.extra.id === id) ?? {};
    const verdict = extra?.verdict ?? MISSING;
    const before = seen.get(verdict);
    const cause = extra?.difference?.cause;
    const first = {
      ...(message ? { reason: message } : {}),
      ...(cause === undefined ? {} : { cause }),
      evidence: extra?.evidence ?? [],
    };
    seen.set(verdict, { verdict, ...(before ?? first), runs: [...(before?.runs ?? []), index + 1] });
  }
  return [...seen.values()];
}

function sentenceOf(id: string, runs: Runs): string {
  return runs.flatMap(testsOf).find(({ extra }) => extra.id === id)?.name ?? '';
}

function testsOf(results: Results | undefined): readonly ResultTest[] {
  return results?.results.tests ?? [];
}
