import { join } from 'node:path';
import type { ComposeProgram } from './compose.ts';
import type { Endpoint } from './endpoint.ts';
import type { HostAccess } from './host-access.ts';
import type { Fingerprint } from './identify.ts';
import type { Owner } from './owner.ts';

/** One part of a run, as `--shard 1/4` runs it. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
  /** How many behaviours all parts have. */
  readonly behaviours: number;
}

/** What tells the runs of one suite, and the parts of one run, apart. */
export interface RunPart {
  /** The commit of the suite, where it runs in a checkout. */
  readonly commit?: string;
  /** Which part of a run this is, where it is not all of it. */
  readonly shard?: Shard;
}

/** One run of the suite, as its preparation passes it to the test processes. */
export interface Run extends RunPart {
  readonly id: string;
  readonly owner: Owner;
  readonly engine: Fingerprint;
  /** What the test process can do on the engine's host without the engine's API. */
  readonly host: HostAccess;
  /** The programs in nginx's image, of those that were looked for; undefined where none were. */
  readonly programs?: readonly string[];
  /** Docker Compose, or why there is none; undefined where no behaviour of the run is about it. */
  readonly compose?: ComposeProgram | { readonly missing: string };
  /** The ms that the preparation took for the engine, and for its images. */
  readonly preparation: { readonly engine: number; readonly images: number };
  /** How scenarios get several engine hosts. */
  readonly hosts: EngineHosts;
  /** The folder for the records of the test processes, removed at the end of the run. */
  readonly records: string;
}

/**
 * How scenarios get several engine hosts: from a lab of embedded engines of one suite, from the user's engine and its
 * peer in one swarm, or not at all.
 */
export type EngineHosts =
  | { readonly kind: 'lab'; readonly suite: string; readonly ip: readonly string[]; readonly because: string }
  | {
      readonly kind: 'peer';
      readonly endpoint: Endpoint;
      /** Which of the two manages their swarm; `own` where both do. */
      readonly manager: 'own' | 'peer';
      readonly because: string;
    }
  | { readonly kind: 'none'; readonly because: string };

/** The run that this test process belongs to. */
export function currentRun(): Run {
  const handed = process.env['CONFORMANCE_RUN'];
  if (!handed) throw new Error('CONFORMANCE_RUN is not set: start the specs by npm start or npm test');
  return JSON.parse(handed) as Run;
}

/** A file or folder of this run that its test processes share; it goes with the run. */
export function sharedPath(name: string): string {
  return join(currentRun().records, '..', name);
}

/** Stands in the place of a run's id on containers that belong to a process, and run on the network of the engine's host. */
export const ON_HOST = 'on-host';

/** The label with the id of a run. */
const RUN_LABEL = 'docker-network-conformance.run';
const OWNER_LABEL = 'docker-network-conformance.owner';

/** The labels of everything that the suite creates on an engine. */
export function labelsOf({ id, owner }: Pick<Run, 'id' | 'owner'>): Record<string, string> {
  return { [RUN_LABEL]: id, [OWNER_LABEL]: owner };
}

/** The filter for the suite's own objects. */
export const ownObjects = { label: [RUN_LABEL] };

/** The run in the labels of an object. */
export function runOf(labels: Record<string, string> = {}): { id: string; owner: Owner } {
  return { id: labels[RUN_LABEL] ?? '', owner: labels[OWNER_LABEL] ?? '' };
}
