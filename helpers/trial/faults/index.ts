import { type DescribedEntry, catalogue } from '../../behaviour/catalogue.ts';
import { chapterOf } from '../../behaviour/chapters.ts';
import { bridge } from './bridge.ts';
import { dns } from './dns.ts';
import { drivers } from './drivers.ts';
import { expose } from './expose.ts';
import type { AnyFault, Fault } from './fault.ts';
import { firewall } from './firewall.ts';
import { gatewayMode } from './gateway-mode.ts';
import { hairpin } from './hairpin.ts';
import { host } from './host.ts';
import { icc } from './icc.ts';
import { internal } from './internal.ts';
import { ipv6 } from './ipv6.ts';
import { isolation } from './isolation.ts';
import { lan } from './lan.ts';
import { macvlan } from './macvlan.ts';
import { names } from './names.ts';
import { none } from './none.ts';
import { overlay } from './overlay.ts';
import { publish } from './publish.ts';
import { remote } from './remote.ts';
import { shared } from './shared.ts';
import { sourceAddress } from './source-address.ts';
import { spoofing } from './spoofing.ts';
import { structure } from './structure.ts';

export type { AnyFault } from './fault.ts';

/**
 * Every way in which the trial of faults breaks an engine, by chapter. Faults of the API come first: one engine serves
 * them all, and a fault of a host takes an engine of its own.
 */
export const faults: readonly AnyFault[] = [
  structure,
  bridge,
  names,
  publish,
  expose,
  none,
  host,
  drivers,
  dns,
  remote,
  shared,
  isolation,
  icc,
  internal,
  hairpin,
  lan,
  sourceAddress,
  gatewayMode,
  ipv6,
  firewall,
  spoofing,
  macvlan,
  overlay,
]
  .flat()
  .toSorted((one, other) => Number(one.kind === 'host') - Number(other.kind === 'host'));

/** The verdicts that the suite must give an engine with a fault. */
export interface Expected {
  readonly name: string;
  /** The ids of the behaviours that must fail. */
  readonly fail: readonly string[];
  /** The ids of those that may end in an error: their controls are affected. */
  readonly unclear: readonly string[];
}

/** Which behaviours must fail under a fault, and which may end in an error. */
export function expectedUnder(fault: Fault, entries: readonly DescribedEntry[] = catalogue()): Expected {
  const { name, breaks = [], mustFail = [], unclear = [] } = fault;
  const broken: ReadonlySet<string> = new Set(breaks);
  const isBroken = (relies: readonly string[] = []): boolean => relies.some((reliance) => broken.has(reliance));
  const fail = entries.filter(({ id, relies }) => mustFail.includes(id) || isBroken(relies));
  const affected = entries.filter(({ id, controlsRely }) => unclear.includes(id) || isBroken(controlsRely));
  return {
    name,
    fail: fail.map(({ id }) => id),
    unclear: affected.filter((entry) => !fail.includes(entry)).map(({ id }) => id),
  };
}

/** Which behaviours are judged under a fault. */
export interface ChapterSelection {
  readonly chapter: readonly string[];
  readonly everywhere: boolean;
}

/**
 * The ids of the behaviours that are judged under a fault, unless chapters are selected: all in the chapters of those
 * that it affects, since a fault must be noticed by the right behaviours of a chapter and by no others. Chapters that
 * it cannot affect are left out, however close their subject, because a run of all of them takes hours;
 * `--everywhere` judges those, too. A scenario of several hosts has engines of its own, which faults of the lab break.
 */
export function behavioursFor(
  fault: AnyFault,
  { chapter, everywhere }: ChapterSelection = { chapter: [], everywhere: false },
): string[] {
  const inLab = fault.kind === 'host' && fault.where === 'lab';
  const entries = catalogue().filter(({ engineHosts = false }) => engineHosts === inLab);
  const isSelected = (name: string): boolean => chapter.length === 0 || chapter.includes(name);
  const concerned: readonly string[] =
    fault.chapters ?? (chapter.length > 0 ? chapter : affectedChapters(fault, entries));
  const judged = new Set(concerned.filter(isSelected));
  return entries.map(({ id }) => id).filter((id) => everywhere || judged.has(chapterOf(id)));
}

function affectedChapters(fault: AnyFault, entries: readonly DescribedEntry[]): readonly string[] {
  const { fail, unclear } = expectedUnder(fault, entries);
  return [...fail, ...unclear].map(chapterOf);
}
