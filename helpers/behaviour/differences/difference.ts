import type { Fingerprint } from '../../engine/identify.ts';
import type { Broken } from '../../scenario/running.ts';

/**
 * An expectation that does not hold, as text, in which a star stands for any text: a request with its vantage point
 * (`from nginx: GET http://grafana:3000`) and its outcome in brief (`timed out`, `answered by grafana`), or a fact
 * (`its driver in inspect`) and its value.
 */
export type Seen = Broken;

/**
 * What an engine is known to do instead of what a behaviour promises. The behaviour still runs: what is observed must be
 * what is written here, and an entry that is not needed any more fails the run.
 */
export interface Difference {
  readonly id: string;
  readonly engine: Fingerprint['kind'];
  /** The first version that does so, `28.0`; all from the beginning where nothing is said. */
  readonly from?: string;
  /** The first version that does so no more; all to come where nothing is said. */
  readonly before?: string;
  /** The option of the engine with which it does so, `userland-proxy=false`. */
  readonly option?: string;
  /** The option of the engine with which it does not. */
  readonly unless?: string;
  /** What it does instead, in words. */
  readonly instead: string;
  /** The expectation that does not hold, and what is observed: the first one that breaks. */
  readonly seen: Seen;
  /**
   * Whether the host's firewall may close what the engine leaves open: then to keep the promise is no surprise on a host
   * of the user's.
   */
  readonly closable?: true;
  /** Whether it does so at times, and at times not: then to keep the promise is no surprise. */
  readonly flaky?: true;
  /** Whether the promise is Docker's own, so that the engine is not wrong. */
  readonly dockerSpecific?: true;
  /** Where that is written, or was reported. */
  readonly evidence: string;
}
