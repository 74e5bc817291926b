import type { Outcome } from '../../probe/outcome.ts';

/** A probe of which an expectation did not hold. */
export interface BrokenProbe {
  readonly outcome: Outcome;
  /** What was expected, in the words of the failure: `answered by grafana (dnc-1a2b3c-4d5e-grafana)`, `refused`. */
  readonly expected: string;
}
