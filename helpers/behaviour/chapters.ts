/**
 * The chapters, in the order in which a person learns the subject. A chapter has one name everywhere: the folder under
 * `specs/`, the prefix of its ids, its known differences, its faults, and its heading in every report.
 */
export const chapters = [
  'structure',
  'bridge',
  'addresses',
  'interfaces',
  'mtu',
  'names',
  'publish',
  'expose',
  'none',
  'host',
  'drivers',
  'dns',
  'shared',
  'links',
  'gateway',
  'lifecycle',
  'isolation',
  'icc',
  'internal',
  'hairpin',
  'lan',
  'source-address',
  'gateway-mode',
  'ipv6',
  'firewall',
  'spoofing',
  'macvlan',
  'ipvlan',
  'engine',
  'overlay',
  'swarm',
  'remote',
  'compose',
  'api',
  'listing',
  'events',
  'scale',
] as const;

export type Chapter = (typeof chapters)[number];

/** The chapter of a behaviour: the part of its id before the dot. */
export function chapterOf(id: string): string {
  return id.split('.')[0] ?? id;
}

const ID = /^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$/;

/** Longer than any, and shorter than the name of a file may be. */
const ID_LIMIT = 120;

/** Whether a text is an id, `chapter.short-statement` in kebab case. It names files of the report. */
export function isBehaviourId(text: string): boolean {
  return text.length <= ID_LIMIT && ID.test(text);
}
