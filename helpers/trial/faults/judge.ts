import { HEALTHY_VERDICTS } from '../../run/suite-run.ts';
import type { Expected } from './index.ts';

const healthy: ReadonlySet<string> = new Set(HEALTHY_VERDICTS);

/** Whether the suite caught a fault. */
export interface FaultVerdict {
  readonly fault: string;
  /** Whether the right behaviours failed, all of them, and no others. */
  readonly caught: boolean;
  /** Those that failed, in the order of the results. */
  readonly failed: readonly string[];
  /** Of those that must fail, the ones that did not, with their verdicts. */
  readonly missed: readonly string[];
  /** Those that failed or ended in an error, although the fault does not affect them. */
  readonly unrelated: readonly string[];
}

/** Judges the verdicts of a run on a broken engine, by behaviour id. `run` are the behaviours that were to be judged. */
export function judge(expected: Expected, verdicts: ReadonlyMap<string, string>, run: readonly string[]): FaultVerdict {
  const verdictOf = (id: string): string => verdicts.get(id) ?? 'missing';
  const mustFail = (id: string): boolean => expected.fail.includes(id);
  const mayBeError = (id: string): boolean => expected.unclear.includes(id) && verdictOf(id) === 'error';
  const missed = run.filter((id) => mustFail(id) && verdictOf(id) !== 'failed');
  const unrelated = run.filter((id) => !mustFail(id) && !healthy.has(verdictOf(id)) && !mayBeError(id));
  const failed = run.filter((id) => verdictOf(id) === 'failed');
  const withVerdict = (id: string): string => `${id} (${verdictOf(id)})`;
  return {
    fault: expected.name,
    caught: failed.length > 0 && missed.length === 0 && unrelated.length === 0,
    failed,
    missed: missed.map(withVerdict),
    unrelated: unrelated.map(withVerdict),
  };
}
