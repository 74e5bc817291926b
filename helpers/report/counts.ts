import type { AggregatedResult } from '@jest/reporters';
import { behaviourOf } from '../behaviour/title.ts';
import { type Verdict, failing } from '../behaviour/verdict.ts';
import { failsRun } from './baseline/compared.ts';
import type { ComparedBaseline } from './baseline/facts.ts';

/** How many tests of a run passed and failed, those of the helpers included. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Behaviours that failed, and do not fail the run because of its baseline. */
  readonly accepted: number;
  /** How many of the failed are errors, in a run of the user's own specs: none of them says that a promise is broken. */
  readonly errors?: number;
}

/** Counts the tests of a run whose behaviours have these verdicts. */
export function countTests(
  aggregated: AggregatedResult,
  verdicts: ReadonlyMap<string, Verdict>,
  baseline: ComparedBaseline | undefined,
): Counts {
  const broken = aggregated.testResults.filter((file) => file.testExecError && file.numFailingTests === 0).length;
  const { numPassedTests: passed, numFailedTests } = aggregated;
  const failed = numFailedTests + broken;
  if (!baseline) return { passed, failed, accepted: 0 };
  const fails = failsRun(baseline);
  const accepted = aggregated.testResults
    .flatMap((file) => file.testResults)
    .filter(({ status, title }) => {
      const { id } = behaviourOf(title);
      const verdict = verdicts.get(id);
      return status === 'failed' && verdict !== undefined && !fails({ id, verdict });
    }).length;
  // a known difference that the baseline does not have passes in Jest
  const differences = [...verdicts].filter(([id, verdict]) => !failing.includes(verdict) && fails({ id, verdict }));
  return { passed: passed - differences.length, failed: failed - accepted + differences.length, accepted };
}

/**
 * The exit code of a run that Jest ended with `code`: failures that the baseline accepts do not count. Where no promise of
 * the user failed, and some could not be judged, it is 2, as for other input that cannot be used.
 */
export function exitCodeOf(code: number, { failed, accepted, errors = 0 }: Counts): number {
  if (failed > 0) return errors === failed ? 2 : code || 1;
  return accepted > 0 ? 0 : code;
}
