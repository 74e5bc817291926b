import { type Verdict, failing } from '../../behaviour/verdict.ts';
import type { ResultTest } from '../ctrf.ts';
import { observedBehaviour } from '../matrix/rows.ts';
import { type Baseline, type Before, stateOf } from './baseline.ts';
import type { BaselineKind, ComparedBaseline, ComparedBehaviour } from './facts.ts';

/** Compares what a run found with a baseline; `ids` are those of all behaviours. */
export function compareWithBaseline(
  { behaviours, ...origin }: Baseline,
  tests: readonly ResultTest[],
  ids: readonly string[],
): ComparedBaseline {
  const before = new Map(behaviours);
  const known = new Set(ids);
  return {
    ...origin,
    behaviours: tests.flatMap((test) => comparedBehaviour(test, before.get(test.extra.id))),
    unknown: [...before.keys()].filter((id) => !known.has(id)).length,
  };
}

function comparedBehaviour(test: ResultTest, before: Before | undefined): ComparedBehaviour[] {
  const kind = kindOf(test, before);
  if (!kind) return [];
  const differently = kind === 'old-failure' && before?.observed !== observedBehaviour(test);
  return [
    {
      id: test.extra.id,
      kind,
      before: before?.verdict ?? 'not run',
      ...(differently ? { differently } : {}),
    },
  ];
}

function kindOf({ extra }: ResultTest, before: Before | undefined): BaselineKind | undefined {
  const fails = failing.includes(extra.verdict);
  const { state: was, verdict } = before ?? { state: 'not judged', verdict: undefined };
  if (fails && (extra.unmet ?? []).length > 0) return 'required';
  if (extra.verdict === 'error' && verdict === 'error') return 'old-failure';
  switch (stateOf(extra)) {
    case 'passed':
      if (was === 'passed') return undefined;
      return was === 'failed' ? 'mended' : 'not-judged-before';
    case 'failed':
      if (was === 'passed') return 'new-failure';
      if (was === 'not judged') return 'not-judged-before';
      return fails ? 'old-failure' : undefined;
    default:
      if (was === 'not judged') return fails ? 'not-judged-before' : undefined;
      if (!fails) return 'not-judged-now';
      return was === 'passed' ? 'new-failure' : 'old-failure';
  }
}

/** The kind of each behaviour beside the baseline, by id; empty for a run without one. */
function kindsOf(compared: ComparedBaseline | undefined): ReadonlyMap<string, BaselineKind> {
  return new Map((compared?.behaviours ?? []).map(({ id, kind }) => [id, kind]));
}

/** Whether a behaviour fails its run: with a baseline, only what passed there; without one, whatever failed. */
export function failsRun(compared: ComparedBaseline | undefined): (of: { id: string; verdict: Verdict }) => boolean {
  if (!compared) return ({ verdict }) => failing.includes(verdict);
  const kinds = kindsOf(compared);
  return ({ id }) => kinds.get(id) === 'new-failure' || kinds.get(id) === 'required';
}

/** Whether a behaviour is reported in full: what fails, unless it failed in the baseline, too. */
export function isReported(compared: ComparedBaseline | undefined): (of: { id: string; verdict: Verdict }) => boolean {
  const kinds = kindsOf(compared);
  const fails = failsRun(compared);
  return (of) => fails(of) || (failing.includes(of.verdict) && kinds.get(of.id) !== 'old-failure');
}
