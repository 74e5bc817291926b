import type { Fingerprint } from '../../engine/identify.ts';

/**
 * An expectation that does not hold, as text in which `*` stands for any text: a request with its vantage point
 * (`from nginx: GET http://grafana:3000`) and its outcome in brief (`timed out`, `answered by grafana`), or a fact
 * (`its driver in inspect`) and its value.
 */
export type Seen =
  | { readonly request: string; readonly observed: string }
  | { readonly fact: string; readonly observed: unknown };

/**
 * What an engine is known to do instead of what a behaviour promises. The behaviour still runs: what is observed must be
 * what is written here, and an entry that is no longer needed fails the run.
 */
export interface Difference {
  readonly id: string;
  readonly engine: Fingerprint['kind'];
  /** The versions that do so, as a range of semver: `<28`, `>=5 <5.6`. Every version if omitted. */
  readonly versions?: string;
  /** The option of the engine with which it does so, `userland-proxy=false`. */
  readonly option?: string;
  /** The option of the engine with which it does not. */
  readonly unless?: string;
  /** What the engine does instead: a full clause that reads well after `bridge.user-defined on Podman: …`. */
  readonly instead: string;
  /** The first expectation that does not hold, and what is observed. */
  readonly seen: Seen;
  /** Whether a host firewall may close what the engine leaves open: then a pass on a user's host is no surprise. */
  readonly closable?: true;
  /** Whether the engine does so sometimes only: then a pass is no surprise. */
  readonly flaky?: true;
  /** Whether the promise is Docker's own, so that the engine is not wrong. */
  readonly dockerSpecific?: true;
  /** A link to where it is documented or reported. */
  readonly evidence: string;
}
