import type { Probe, Statement } from '../probe/journal.ts';
import type { DatagramOutcome, PageOutcome } from '../probe/outcome.ts';
import type { Topology } from '../scenario/topology.ts';
import type { Repro } from '../scenario/repro/script.ts';
import type { Seen } from './differences/difference.ts';
import type { AfterFailure } from './evidence/after-failure.ts';
import type { Failure } from './failure.ts';
import type { Figure } from './figures.ts';

/**
 * The verdict on a behaviour. `failed`: the engine broke the promise. `error`: the suite or its engine broke, and nothing
 * is known about the promise. `known-difference`: the engine differs exactly as a known difference describes.
 * `unexpected-pass`: the promise holds in spite of a known difference that was measured with this version.
 * `unsupported`: a need of the behaviour is not met. `disabled`: the user disabled it.
 */
export const verdicts = [
  'passed',
  'failed',
  'error',
  'known-difference',
  'unexpected-pass',
  'unsupported',
  'disabled',
] as const;

export type Verdict = (typeof verdicts)[number];

/** The verdicts that fail a run, the worst first. */
export const failing: readonly Verdict[] = ['failed', 'error', 'unexpected-pass'];

/** Whether the promise of a behaviour was judged: a failure because of REQUIRE says nothing about it. */
export function isJudged({
  verdict,
  unmet = [],
}: {
  readonly verdict: Verdict;
  readonly unmet?: readonly UnmetNeed[] | undefined;
}): boolean {
  return unmet.length === 0 && judging.has(verdict);
}

/** The verdicts on the promise itself. */
const judging: ReadonlySet<Verdict> = new Set(['passed', 'failed', 'known-difference', 'unexpected-pass']);

/** A known difference in a report. */
export interface DifferenceInRecord {
  /** Names the entry: `bridge.user-defined on podman >=5 <6 with rootless`. */
  readonly entry: string;
  /** What the engine does instead, as a clause. */
  readonly instead: string;
  /** Whether the promise is Docker's own, which no other engine has made. */
  readonly dockerSpecific: boolean;
  /** A link to where it is documented or reported. */
  readonly evidence: string;
  /** The cause of one that shows in some runs only. */
  readonly cause?: string;
  /** The version with which it was measured, `4.3`, where that is another than the engine's. */
  readonly measuredWith?: string;
  /** Where it fails differently: the failures that the entry does not name. */
  readonly unnamed?: readonly Seen[];
  /** Where it fails differently: what the entry names and was not observed. */
  readonly unseen?: readonly Seen[];
}

/** A need that is not met here. */
export interface UnmetNeed {
  /** Its name, as in `REQUIRE=NAME`. */
  readonly need: string;
  /** What it requires: `bridge gateway modes (Docker Engine 28+)`. */
  readonly requires: string;
  /** What was found instead, as a clause: `this is Docker Engine 26.1.5`. */
  readonly evidence: string;
  /** What to do about it: `try --engine debian:forky`. */
  readonly remedy: string;
}

/** Who might reach what, for a security audit: `who` and `what` complete the sentence "… reaches …". */
export interface Exposure {
  readonly who: string;
  readonly what: string;
  /** Whether the documentation says that it is reached (`open`), or that it is not (`closed`). */
  readonly promised: 'open' | 'closed';
}

/** The result of a behaviour, for the report. */
export interface BehaviourRecord extends AfterFailure {
  readonly id: string;
  readonly sentence: string;
  /** The page of the documentation that promises it. */
  readonly docs: string;
  /** What breaks for a user if the promise does not hold. */
  readonly why?: string;
  /** The exposure for a security audit, if it is about one. */
  readonly security?: Exposure;
  readonly verdict: Verdict;
  /** Every expectation that did not hold, in order; of an `error`, the one of the control. */
  readonly failures?: readonly Failure[];
  /** Every need that is not met, where it is `unsupported`, or failed because of REQUIRE. */
  readonly unmet?: readonly UnmetNeed[];
  /** Another explanation of the verdict: the message of an error, or why a failure proves nothing. */
  readonly explanation?: string;
  /** The known difference of this engine, whether it was observed or not. */
  readonly difference?: DifferenceInRecord;
  /** Every request with its outcome, in order. */
  readonly probes: readonly Probe[];
  /** Everything else that was reported and judged, in order. */
  readonly statements?: readonly Statement[];
  /** What was measured and is not judged. */
  readonly figures?: readonly Figure[];
  /** How to reproduce it manually. */
  readonly repro: Repro;
  readonly topology?: Topology;
}

/** A request that must be answered at the same time as another must not: without it, a dead server would count as isolation. */
export interface Control {
  /** A request by a way that is open … */
  readonly control: PageOutcome | DatagramOutcome | Promise<PageOutcome | DatagramOutcome>;
  /** … and the container that must answer it. */
  readonly answeredBy: { readonly name: string; readonly identity: string };
}
