import type { Verdict } from '../../behaviour/verdict.ts';
import type { ResultTest } from '../ctrf.ts';
import { type Row, observedBehaviour } from '../matrix/rows.ts';
import { briefReason } from '../reason.ts';
import { withoutRunNames } from '../repeat.ts';
import type { SiteEngine } from './engines.ts';

/** The result of a behaviour on an engine. */
export interface Result {
  readonly engine: SiteEngine;
  readonly test: ResultTest;
}

/** The engines on which a behaviour has the same verdict for the same reason. */
export interface Group {
  readonly verdict: Verdict;
  readonly results: readonly [Result, ...Result[]];
}

/** The verdicts on a behaviour, equal ones once, in the order of the engines. */
export function groupsOf(row: Row, engines: readonly SiteEngine[]): Group[] {
  const measured = row.cells.flatMap((test, index) => {
    const engine = engines[index];
    return test && engine ? [{ test, engine }] : [];
  });
  const groups = Map.groupBy(measured, ({ test }) => sameness(test));
  return [...groups.values()].map((group) => {
    const results = group as [Result, ...Result[]];
    return { verdict: results[0].test.extra.verdict, results };
  });
}

/** Where it shows best what is promised: on the newest version that keeps it, else on one on which it was judged. */
export function exampleOf(groups: readonly Group[]): Result | undefined {
  const wanted: readonly Verdict[] = ['passed', 'unexpected-pass', 'known-difference', 'failed', 'error'];
  const [group] = wanted.flatMap((verdict) => groups.filter((one) => one.verdict === verdict));
  if (!group) return undefined;
  const [{ engine }] = group.results;
  return group.results.findLast((result) => result.engine.product === engine.product);
}

/** What was observed instead of what is promised, in one line; undefined where the promise was kept. */
export function observedText({ extra }: ResultTest): string | undefined {
  if (extra.verdict === 'passed') return undefined;
  return withoutRunNames(briefReason(extra), extra.topology);
}

function sameness(test: ResultTest): string {
  const { verdict } = test.extra;
  const isJudged = verdict !== 'unsupported' && verdict !== 'disabled' && verdict !== 'error';
  return JSON.stringify([verdict, isJudged ? observedBehaviour(test) : briefReason(test.extra)]);
}
