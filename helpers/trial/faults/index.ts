import { catalogue } from '../../behaviour/catalogue.ts';
import { chapterOf } from '../../behaviour/chapters.ts';
import { apiFaults } from './api-faults.ts';
import type { ApiFault, HostFault } from './fault.ts';
import { hostFaults } from './host-faults.ts';
import { namesApiFaults, namesHostFaults } from './names-faults.ts';
import { reachFaults } from './reach-faults.ts';

export type AnyFault = ApiFault | HostFault;

/** Every way in which an engine is broken by the trial of faults. */
export const faults: readonly AnyFault[] = [
  ...apiFaults,
  ...namesApiFaults,
  ...hostFaults,
  ...namesHostFaults,
  ...reachFaults,
];

/** Which behaviours are put to a fault. */
export interface Asked {
  readonly chapter: readonly string[];
  readonly everywhere: boolean;
}

/**
 * The behaviours that are put to a fault: those of the chapters that it names, unless others are asked for. A scenario
 * of several hosts has engines of its own, which are broken by faults of theirs alone.
 */
export function behavioursFor(
  fault: AnyFault,
  { chapter, everywhere }: Asked = { chapter: [], everywhere: false },
): string[] {
  const inLab = fault.kind === 'host' && fault.where === 'lab';
  const itsOwn = [...fault.by, ...(fault.unclear ?? [])].map(chapterOf);
  const chapters = chapter.length > 0 ? chapter : itsOwn;
  return catalogue()
    .filter(({ engineHosts = false }) => engineHosts === inLab)
    .map(({ id }) => id)
    .filter((id) => everywhere || chapters.includes(chapterOf(id)));
}
