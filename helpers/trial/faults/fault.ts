import type { Alteration } from '../../engine/api-proxy.ts';

/** One way in which an engine is broken, and what must notice. */
export interface Fault {
  /** What is broken, in a sentence's words; its name in every table. */
  readonly name: string;
  /** The behaviours that must fail: they promise what is broken. `publish.*` is the whole chapter. */
  readonly by: readonly string[];
  /** The behaviours whose controls it takes away, so that they may not say more than `error`. */
  readonly unclear?: readonly string[];
  /** The embedded engine that is broken, where another one than the trial's own would not show it. */
  readonly engine?: string;
}

/** A fault in the engine's API: requests or answers are altered on their way. */
export interface ApiFault extends Fault, Alteration {
  readonly kind: 'api';
}

/** A fault of a host: a shell script that runs in it, as root and in all its namespaces, for as long as the suite does. */
export interface HostFault extends Fault {
  readonly kind: 'host';
  /** `engine`: the host of the run's engine. `lab`: every host with an engine that a scenario brings up. */
  readonly where: 'engine' | 'lab';
  readonly script: string;
  /** Options of dockerd without which it would not show. */
  readonly dockerd?: readonly string[];
}

/** Whether an id is one of these, of which `publish.*` means a whole chapter. */
export function isAmong(id: string, ids: readonly string[]): boolean {
  return ids.some((wanted) => (wanted.endsWith('*') ? id.startsWith(wanted.slice(0, -1)) : wanted === id));
}
