import type { ResultTest, Results } from '../../report/ctrf.ts';

/** A behaviour whose verdict was not the same in all runs. */
export interface Difference {
  readonly id: string;
  readonly sentence: string;
  /** Each verdict that it got, in the order in which they were met. */
  readonly seen: readonly Sighting[];
}

/** A verdict, the runs that came to it, and what the first of them had to say. */
export interface Sighting {
  readonly verdict: string;
  /** Their numbers, from 1 on. */
  readonly runs: readonly number[];
  readonly reason?: string;
  readonly evidence: ResultTest['extra']['evidence'];
}

/** The verdict of a behaviour that a run's results do not mention. */
const MISSING = 'missing';

/** The results of the runs in their order; undefined for a run that left none, of which nothing is said. */
type Runs = readonly (Results | undefined)[];

/** The behaviours that any of the runs judged. */
export function behavioursIn(runs: Runs): string[] {
  return [...new Set(runs.flatMap((results) => testsOf(results).map(({ extra }) => extra.id)))];
}

/** The behaviours whose verdict differed between the runs. */
export function differing(runs: Runs): Difference[] {
  return behavioursIn(runs)
    .map((id) => ({ id, sentence: sentenceOf(id, runs), seen: sightings(id, runs) }))
    .filter(({ seen }) => seen.length > 1);
}

/** How many behaviours got each verdict: `28 passed, 2 failed`. */
export function counted(results: Results): string {
  const verdicts = testsOf(results).map(({ extra }) => extra.verdict);
  const counts = [...new Set(verdicts)].toSorted().map((verdict) => {
    return `${verdicts.filter((one) => one === verdict).length} ${verdict}`;
  });
  return counts.join(', ') || 'none judged';
}

function sightings(id: string, runs: Runs): Sighting[] {
  const seen = new Map<string, Sighting>();
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
