import type { Fingerprint } from '../../engine/identify.ts';

/**
 * An expectation that does not hold, as a pattern in which `*` matches any text: a request with its vantage point
 * (`from nginx: GET http://grafana:3000`) and its outcome in brief (`timed out`, `answered by grafana`), or a fact
 * (`the driver in inspect`) and its value. In what was observed, `*` stands for what varies and for nothing else; in a list,
 * `**` stands for values whose number varies from host to host, or for none.
 */
export type Seen =
  | { readonly request: string; readonly observed: string }
  | { readonly fact: string; readonly observed: unknown };

/** An expectation that a known difference names. */
export type Named = Seen & {
  /** How many failures it names, where its `*` stands for several addresses or names; 1 if omitted. */
  readonly times?: number | 'any';
  /** Whether it was measured to fail in some runs only, while the others of its entry always do. */
  readonly atTimes?: true;
};

/** How often a difference shows that does not show in each run, as a soak measured it. */
export interface Flaky {
  /** What the engine does at times, as a clause; the entries that share it share the limit. */
  readonly cause: string;
  /** The number of verdicts that showed it … */
  readonly shown: number;
  /** … of this number, on this engine and under these conditions. */
  readonly of: number;
  readonly measured: string;
  /** The number of behaviours that may show it in one run: one more fails the run. */
  readonly atMost: number;
}

/**
 * A known difference of an engine from a behaviour. The behaviour still runs: each of its failures must be named in `seen`
 * and each that is named must be among them, and an entry that is no longer needed fails the run.
 */
export interface Difference {
  readonly id: string;
  readonly engine: Fingerprint['kind'];
  /**
   * The versions with the difference, as a range of semver. A bound is what was measured or what the evidence states,
   * never a guess: what Podman 4.3 does and 5.4 does not is `>=4.3 <4.4`, unless a release says that it mended it. The
   * upper end is open where the latest measured version still differs. Every version if omitted: all that were measured.
   */
  readonly versions?: string;
  /** Only with these versions of Docker Compose, as a range of semver: what it requests of an engine depends on its version. */
  readonly compose?: string;
  /** Only with this option of the engine, `userland-proxy=false`. */
  readonly option?: string;
  /** Only without this option of the engine, or without each of these. */
  readonly unless?: string | readonly string[];
  /** What the engine does instead: a full clause that reads well after `bridge.user-defined on Podman: …`. */
  readonly instead: string;
  /** Every expectation that does not hold, and the observation. */
  readonly seen: readonly Named[];
  /** Whether a host firewall may close what the engine leaves open: then a pass on a host that may have one fails no run. */
  readonly closable?: true;
  /** How often it shows, if in some runs only: then a pass does not fail the run. */
  readonly flaky?: Flaky;
  /** Whether the promise is specific to Docker: then another engine may differ without being wrong. */
  readonly dockerSpecific?: true;
  /** A link to its documentation or a report of it. */
  readonly evidence: string;
}
