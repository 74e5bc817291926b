import type { Chapter } from '../../behaviour/chapters.ts';
import type { Reliance } from '../../behaviour/relies.ts';
import type { Alteration } from '../../engine/api-proxy.ts';
import type { Device } from '../../engine/kernel-options.ts';

/** One way in which an engine is broken. What it breaks decides which behaviours must fail, and which may end in an error. */
export interface Fault {
  /** What is broken, in a clause; its name in every list. */
  readonly name: string;
  /** What no longer works: every behaviour that relies on it must fail, and one whose controls do may end in an error. */
  readonly breaks?: readonly Reliance[];
  /** Behaviours that must fail as well: the fault breaks their very promise, which no other behaviour relies on. */
  readonly mustFail?: readonly string[];
  /** Behaviours that may end in an error as well, because the fault affects their controls. */
  readonly unclear?: readonly string[];
  /**
   * The chapters whose behaviours are judged, where they are fewer than those of all behaviours that rely on what it
   * breaks: the fault cannot affect the others, or to judge them takes long and proves nothing new.
   */
  readonly chapters?: readonly Chapter[];
  /** A network device without which none of its behaviours is judged: on a kernel that lacks it, the fault is left out. */
  readonly device?: Device;
  /** The embedded engine that is broken, if the default one cannot show it. */
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
  /** An option that engines of the lab do not get, though their scenario gives it: `--mtu`. */
  readonly ignores?: string;
}

export type AnyFault = ApiFault | HostFault;

/** Docker Engine from 28 on, which closes direct routing and knows gateway modes. */
export const HARDENED = 'debian:forky';

export const apiFault = (fault: Omit<ApiFault, 'kind'>): ApiFault => ({ kind: 'api', ...fault });

export const hostFault = (fault: Omit<HostFault, 'kind' | 'where'>): HostFault => ({
  kind: 'host',
  where: 'engine',
  ...fault,
});

export const labFault = (fault: Omit<HostFault, 'kind' | 'where'>): HostFault => ({
  kind: 'host',
  where: 'lab',
  ...fault,
});

/** Engines of the lab ignore an option of dockerd. */
export const ignoredOption = (
  option: string,
  fault: Omit<HostFault, 'kind' | 'where' | 'script' | 'name'>,
): HostFault => labFault({ name: `dockerd ignores ${option}`, ignores: option, script: ':', ...fault });
