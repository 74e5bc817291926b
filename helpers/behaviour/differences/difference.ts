import type { Fingerprint } from '../../engine/identify.ts';

/**
 * An expectation that does not hold, as a pattern in which `*` matches any text: a request with its vantage point
 * (`from nginx: GET http://grafana:3000`) and its outcome in brief (`timed out`, `answered by grafana`), or a fact
 * (`the driver in inspect`) and its value.
 */
export type Seen =
  | { readonly request: string; readonly observed: string }
  | { readonly fact: string; readonly observed: unknown };

/**
 * A known difference of an engine from a behaviour. The behaviour still runs: the observation must be the one in `seen`,
 * and an entry that is no longer needed fails the run.
 */
export interface Difference {
  readonly id: string;
  readonly engine: Fingerprint['kind'];
  /** The versions with the difference, as a range of semver: `<28`, `>=5 <5.6`. Every version if omitted. */
  readonly versions?: string;
  /** Only with this option of the engine, `userland-proxy=false`. */
  readonly option?: string;
  /** Only without this option of the engine. */
  readonly unless?: string;
  /** What the engine does instead: a full clause that reads well after `bridge.user-defined on Podman: …`. */
  readonly instead: string;
  /** The first expectation that does not hold, and the observation. */
  readonly seen: Seen;
  /** Whether a host firewall may close what the engine leaves open: then a pass on a user's host does not fail the run. */
  readonly closable?: true;
  /** Whether the difference shows in some runs only: then a pass does not fail the run. */
  readonly flaky?: true;
  /** Whether the promise is specific to Docker: then another engine may differ without being wrong. */
  readonly dockerSpecific?: true;
  /** A link to its documentation or a report of it. */
  readonly evidence: string;
}
