import type { Endpoint } from './endpoint.ts';
import type { HostAccess } from './host-access.ts';
import type { Fingerprint } from './identify.ts';
import type { Owner } from './owner.ts';

/** One run of the suite: what its preparation found, handed to the test process. */
export interface Run {
  readonly id: string;
  readonly owner: Owner;
  readonly engine: Fingerprint;
  /** What the test process can do on the engine's host without asking the engine. */
  readonly host: HostAccess;
  /** The programs that nginx's image has of those that are looked for; undefined where none was. */
  readonly programs?: readonly string[];
  /** How many ms the preparation took for the engine, and for the images on it. */
  readonly preparation: { readonly engine: number; readonly images: number };
  /** Where scenarios of several engine hosts have them from. */
  readonly hosts: EngineHosts;
  /** Folder in which the test processes leave their records for the report; it goes when the run ends. */
  readonly records: string;
}

/**
 * Where scenarios of several engine hosts have them from: a lab of embedded engines of one suite, the user's engine and
 * its peer in one swarm, or nowhere.
 */
export type EngineHosts =
  | { readonly kind: 'lab'; readonly suite: string; readonly ip: readonly string[]; readonly because: string }
  | {
      readonly kind: 'peer';
      readonly endpoint: Endpoint;
      /** Which of the two manages their swarm; where both do, the run's own engine is asked. */
      readonly manager: 'own' | 'peer';
      readonly because: string;
    }
  | { readonly kind: 'none'; readonly because: string };

/** The run that this test process belongs to. */
export function currentRun(): Run {
  const handed = process.env['CONFORMANCE_RUN'];
  if (!handed) throw new Error('CONFORMANCE_RUN is not set: specs are started by npm start or npm test');
  return JSON.parse(handed) as Run;
}

/** The label that says which run something belongs to. */
export const RUN_LABEL = 'docker-network-conformance.run';
const OWNER_LABEL = 'docker-network-conformance.owner';

/** The labels that everything the suite creates on an engine bears. */
export function labelsOf({ id, owner }: Pick<Run, 'id' | 'owner'>): Record<string, string> {
  return { [RUN_LABEL]: id, [OWNER_LABEL]: owner };
}

/** The filter that lists nothing but the suite's own objects. */
export const ownObjects = { label: [RUN_LABEL] };

/** Reads back what `labelsOf` wrote. */
export function runOf(labels: Record<string, string> = {}): { id: string; owner: Owner } {
  return { id: labels[RUN_LABEL] ?? '', owner: labels[OWNER_LABEL] ?? '' };
}
