import type { Section } from './evidence/section.ts';
import type { Probe, Statement } from '../probe/journal.ts';
import type { DatagramOutcome, PageOutcome } from '../probe/outcome.ts';
import type { Topology } from '../scenario/repro/describe.ts';
import type { Broken } from '../scenario/running.ts';
import type { Repro } from '../scenario/repro/script.ts';

/**
 * What came of a behaviour. `failed`: the engine broke the promise. `error`: the suite or its engine broke, so nothing
 * is known of the promise. `known-difference`: it does not keep the promise, and does instead what is written down of
 * it. `unexpected-pass`: it keeps it, though it is written down that it does not. `unsupported`: it cannot be shown
 * here, for a reason. `disabled`: the user did not want it.
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

/** What the report is told of a known difference. */
export interface DifferenceInRecord {
  /** What the engine does instead, in words. */
  readonly instead: string;
  /** Whether the promise is Docker's own, which nobody else has made. */
  readonly dockerSpecific: boolean;
  /** Where that is written, or was reported. */
  readonly evidence: string;
}

/** Who might reach what, for a security audit: `who` and `what` complete the sentence "… reaches …". */
export interface Exposure {
  readonly who: string;
  readonly what: string;
  /** Whether the documentation says that it is reached (`open`), or that it is not (`closed`). */
  readonly promised: 'open' | 'closed';
}

/** What the report is told of one behaviour. */
export interface BehaviourRecord {
  readonly id: string;
  readonly sentence: string;
  /** The page of the documentation that promises it. */
  readonly docs: string;
  /** What breaks for a user where it does not hold. */
  readonly why?: string;
  /** What it is to a security audit, where it is anything. */
  readonly security?: Exposure;
  readonly verdict: Verdict;
  /** Why, unless it passed. */
  readonly reason?: string;
  /** The expectation that did not hold, and what was observed instead. */
  readonly broken?: Broken;
  /** Where it failed: what may be the matter, in words. */
  readonly suspicion?: string;
  /** The difference that is known of this engine, whether it was seen or not. */
  readonly difference?: DifferenceInRecord;
  /** Every question that was asked, in order, with its answer. */
  readonly probes: readonly Probe[];
  /** Everything else that was told and judged, in order. */
  readonly statements?: readonly Statement[];
  /** How it is asked by hand. */
  readonly repro: Repro;
  readonly topology?: Topology;
  /** What was collected of the scenario after a failure. */
  readonly collected?: readonly Section[];
}

/** The positive question that goes with a negative one: without it, a dead server would count as isolation. */
export interface Control {
  /** The same way asked with success … */
  readonly control: PageOutcome | DatagramOutcome | Promise<PageOutcome | DatagramOutcome>;
  /** … by this very container. */
  readonly answeredBy: { readonly name: string; readonly identity: string };
}
