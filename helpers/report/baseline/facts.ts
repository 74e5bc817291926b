import type { Verdict } from '../../behaviour/verdict.ts';
import type { Fingerprint } from '../../engine/identify.ts';

/** Where a baseline comes from. */
export interface BaselineOrigin {
  /** The file, as it was named. */
  readonly file: string;
  readonly engine: Pick<Fingerprint, 'kind' | 'name' | 'version' | 'options'>;
  /** The version of the suite that wrote it. */
  readonly suite: string;
  /** When its run started, in ms since the epoch. */
  readonly start: number;
}

/**
 * What a behaviour is beside its baseline. The first two fail the run. `new-failure`: the promise was kept there, and is
 * not here, or could not be judged because of an error. `required`: a need of REQUIRE is not met. `mended`: the promise was
 * broken there, and is kept here. `old-failure`: it fails here, and did not pass there, either. `not-judged-before` and
 * `not-judged-now`: nothing is known about the promise there, or here.
 */
export const baselineKinds = [
  'new-failure',
  'required',
  'mended',
  'old-failure',
  'not-judged-before',
  'not-judged-now',
] as const;

export type BaselineKind = (typeof baselineKinds)[number];

/** A behaviour that is worth a line in the comparison with a baseline. */
export interface ComparedBehaviour {
  readonly id: string;
  readonly kind: BaselineKind;
  readonly before: Verdict | 'not run';
  /** Whether an old failure was observed to be another one in the baseline. */
  readonly differently?: true;
}

/** A run beside its baseline, in the results. */
export interface ComparedBaseline extends BaselineOrigin {
  /** Every behaviour that is not as in the baseline, or fails. */
  readonly behaviours: readonly ComparedBehaviour[];
  /** How many behaviours of the baseline this version of the suite does not have. */
  readonly unknown: number;
}
