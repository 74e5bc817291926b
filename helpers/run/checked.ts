import type { Fingerprint } from '../engine/identify.ts';
import type { Exchange, Request } from '../stack/requests.ts';
import type { Scene } from '../stack/scene.ts';

/** What a user wants of a check. */
export interface CheckOptions {
  readonly policy: string;
  /** The Compose project, instead of the one of the policy. */
  readonly project?: string;
  readonly engine?: string;
  /** Starts the Compose file as a project of its own, and removes it. */
  readonly up?: boolean;
  /** Prints the requests, and sends none; who listens is read by probes. */
  readonly dryRun?: boolean;
  /** Explains the findings of one pair, and sends the requests of no other. */
  readonly explain?: string;
  /** Writes the policy from what is open. */
  readonly write?: boolean;
  /** The folder for the results. */
  readonly report?: string;
}

/** What a check found, before it is printed. */
export interface Checked {
  readonly scene: Scene;
  readonly requests: readonly Request[];
  readonly exchanges: readonly Exchange[];
  /** The containers that were started again, or ended, meanwhile. */
  readonly restarted: ReadonlySet<string>;
  readonly fingerprint: Fingerprint;
  readonly start: number;
}
