import { type DescribedEntry, catalogue } from '../../behaviour/catalogue.ts';
import { type Chapter, chapterOf, chapters } from '../../behaviour/chapters.ts';
import { addresses } from './addresses.ts';
import { api } from './api.ts';
import { bridge } from './bridge.ts';
import { compose } from './compose.ts';
import { dns } from './dns.ts';
import { drivers } from './drivers.ts';
import { engine } from './engine.ts';
import { events } from './events.ts';
import { expose } from './expose.ts';
import type { AnyFault, Fault } from './fault.ts';
import { firewall } from './firewall.ts';
import { gateway } from './gateway.ts';
import { gatewayMode } from './gateway-mode.ts';
import { hairpin } from './hairpin.ts';
import { host } from './host.ts';
import { icc } from './icc.ts';
import { interfaces } from './interfaces.ts';
import { internal } from './internal.ts';
import { ipv6 } from './ipv6.ts';
import { ipvlan } from './ipvlan.ts';
import { isolation } from './isolation.ts';
import { lan } from './lan.ts';
import { lifecycle } from './lifecycle.ts';
import { links } from './links.ts';
import { listing } from './listing.ts';
import { macvlan } from './macvlan.ts';
import { mtu } from './mtu.ts';
import { names } from './names.ts';
import { none } from './none.ts';
import { overlay } from './overlay.ts';
import { publish } from './publish.ts';
import { remote } from './remote.ts';
import { scale } from './scale.ts';
import { shared } from './shared.ts';
import { sourceAddress } from './source-address.ts';
import { spoofing } from './spoofing.ts';
import { structure } from './structure.ts';
import { swarm } from './swarm.ts';

export type { AnyFault } from './fault.ts';

/** A fault, and the chapter in whose file it is: the one that it breaks first. */
export type ListedFault = AnyFault & { readonly chapter: Chapter };

const byChapter: Readonly<Record<Chapter, readonly AnyFault[]>> = {
  structure,
  bridge,
  addresses,
  interfaces,
  mtu,
  names,
  publish,
  expose,
  none,
  host,
  drivers,
  dns,
  shared,
  links,
  gateway,
  lifecycle,
  isolation,
  icc,
  internal,
  hairpin,
  lan,
  'source-address': sourceAddress,
  'gateway-mode': gatewayMode,
  ipv6,
  firewall,
  spoofing,
  macvlan,
  ipvlan,
  engine,
  overlay,
  swarm,
  remote,
  compose,
  api,
  listing,
  events,
  scale,
};

/** Every way in which the trial of faults breaks an engine. */
export const faults: readonly ListedFault[] = chapters.flatMap((chapter) =>
  byChapter[chapter].map((fault) => Object.assign({ chapter }, fault)),
);

/**
 * Behaviours that fail under no fault, because no engine of the matrix passes them: each run has them as known differences,
 * and an engine that is broken in this way is an engine as it is.
 */
export const failsNowhere: ReadonlySet<string> = new Set([
  // the host has an address on the bridge of every internal network
  'compose.internal-host',
  // it is Docker Compose that starts the service: no request about it is sent to an engine
  'compose.mode-host-ports',
  // the name of a network is compared letter by letter, or is no part of a name
  'names.network-qualified-case',
]);

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
  // what a fault names as unclear is so even where it relies on what is broken
  const fail = entries.filter(({ id, relies }) => mustFail.includes(id) || (isBroken(relies) && !unclear.includes(id)));
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
 * The ids of the behaviours that are judged under a fault: all in the spec files of those that it affects, because these
 * share its scenarios or its subject, and must not fail with them. Left out are the spec files in which nothing relies on
 * what it breaks, not even for a control: each starts scenarios of its own, which takes hours for all faults, and a
 * behaviour there that fails shows a `relies` that is incomplete, not a fault that was missed. `--everywhere` judges those,
 * too. A scenario of several hosts has engines of its own, which faults of the lab break, and no others.
 */
export function behavioursFor(
  fault: AnyFault,
  { chapter, everywhere }: ChapterSelection = { chapter: [], everywhere: false },
): string[] {
  const inLab = fault.kind === 'host' && fault.where === 'lab';
  const entries = catalogue().filter(({ engineHosts = false }) => engineHosts === inLab);
  const { fail, unclear } = expectedUnder(fault, entries);
  const affected = entries.filter(({ id }) => [...fail, ...unclear].includes(id) && isIn(fault.chapters, id));
  const files = new Set(affected.map(({ file }) => file));
  const judged = entries.filter(({ id, file }) => everywhere || (files.has(file) && isIn(chapter, id)));
  return judged.map(({ id }) => id);
}

/** Whether a behaviour is in one of these chapters; without any, in all. */
function isIn(chapterNames: readonly string[] = [], id: string): boolean {
  return chapterNames.length === 0 || chapterNames.includes(chapterOf(id));
}
