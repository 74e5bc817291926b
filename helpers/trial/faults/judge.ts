import { UNTOUCHED } from '../../run/suite-run.ts';
import { type Fault, isAmong } from './fault.ts';

const untouched: ReadonlySet<string> = new Set(UNTOUCHED);

/** What a suite made of an engine that is broken in one way. */
export interface FaultVerdict {
  readonly fault: string;
  /** Whether the right behaviours failed, all of them, and nothing else did. */
  readonly caught: boolean;
  /** Those that failed, in the order of the results. */
  readonly failed: readonly string[];
  /** Of those that must fail, the ones that did not, with their verdicts. */
  readonly missed: readonly string[];
  /** Those that failed, or ended in an error, though they promise something else. */
  readonly unrelated: readonly string[];
}

/** Judges the verdicts of a run on a broken engine, by behaviour id. `run` are the behaviours that were to be judged. */
export function judge(fault: Fault, verdicts: ReadonlyMap<string, string>, run: readonly string[]): FaultVerdict {
  const verdictOf = (id: string): string => verdicts.get(id) ?? 'missing';
  const missed = run.filter((id) => isAmong(id, fault.by) && verdictOf(id) !== 'failed');
  const unrelated = run.filter((id) => {
    if (isAmong(id, fault.by) || untouched.has(verdictOf(id))) return false;
    return !(verdictOf(id) === 'error' && isAmong(id, fault.unclear ?? []));
  });
  const failed = run.filter((id) => verdictOf(id) === 'failed');
  const told = (id: string): string => `${id} (${verdictOf(id)})`;
  return {
    fault: fault.name,
    caught: failed.length > 0 && missed.length === 0 && unrelated.length === 0,
    failed,
    missed: missed.map(told),
    unrelated: unrelated.map(told),
  };
}
