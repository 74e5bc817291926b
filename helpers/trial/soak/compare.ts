import type { ResultTest, Results } from '../../report/ctrf.ts';

/** A behaviour whose verdict was not the same in all runs. */
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
    .filter(({ verdicts }) => verdicts.length > 1);
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
    const first = { ...(message ? { reason: message } : {}), evidence: extra?.evidence ?? [] };
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
