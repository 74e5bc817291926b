import { equals, iterableEquality } from '@jest/expect-utils';
import { inRange } from '../../engine/version.ts';
import { type Outcome, summarizeOutcome } from '../../probe/outcome.ts';
import { printProbe } from '../../probe/request.ts';
import type { Failure } from '../failure.ts';
import type { Difference, Named, Seen } from './difference.ts';
import { differences } from './index.ts';
import type { Engine } from './measured.ts';

/** The known differences of an engine from a behaviour: first the one that always shows, then the flaky ones. */
export function knownDifferences(id: string, engine: Engine, known: readonly Difference[] = differences): Difference[] {
  const here = known.filter((difference) => difference.id === id && isOf(difference, engine));
  return inOrder(here, engine);
}

/** The entries as an engine's host may show them: first the one that always shows, then the flaky ones. */
export function inOrder(found: readonly Difference[], engine: Engine): Difference[] {
  const here = found.map((difference) => (mayBeClosed(difference, engine) ? closedInPart(difference) : difference));
  const always = here.find(({ flaky }) => !flaky);
  return [...(always ? [always] : []), ...here.filter(({ flaky }) => flaky)];
}

/** Whether a firewall beside the engine's rules may close what the engine leaves open. An embedded host has firewalld or none. */
export function mayBeClosed({ closable }: Difference, { embedded, options }: Engine): boolean {
  return closable === true && (!embedded || options.includes('firewalld'));
}

/** A difference on a host whose firewall may close some of what the engine leaves open. */
function closedInPart(difference: Difference): Difference {
  return { ...difference, seen: difference.seen.map((named) => Object.assign({}, named, { atTimes: true })) };
}

/** Whether an entry is of an engine, with its version and options. */
export function isOf({ engine, versions, compose, option, unless }: Difference, found: Engine): boolean {
  const { kind, version, options } = found;
  if (engine !== kind) return false;
  if (compose !== undefined && (found.compose === undefined || !inRange(found.compose, compose))) return false;
  if (versions !== undefined && !inRange(version, versions)) return false;
  if (unless !== undefined && [unless].flat().some((one) => options.includes(one))) return false;
  return option === undefined || options.includes(option);
}

/** The options that an entry is of, and those that it is not of: `with rootless`, `without ip6tables and icc=false`. */
export function optionsText({ option, unless }: Pick<Difference, 'option' | 'unless'>): string[] {
  return [
    ...(option === undefined ? [] : [`with ${option}`]),
    ...(unless === undefined ? [] : [`without ${[unless].flat().join(' and ')}`]),
  ];
}

/** The name of an entry in reports: `bridge.user-defined on podman >=5 <6 with rootless`. */
export function entryNameOf({ id, engine, versions, compose, ...options }: Difference): string {
  const which = [engine, versions, compose && `with Docker Compose ${compose}`, ...optionsText(options)];
  return `${id} on ${which.filter((part) => part !== undefined).join(' ')}`;
}

/**
 * Whether a known difference names an answer to this request, always: on a busy machine it is waited for as any other answer
 * is, because a late one is no other difference.
 */
export function namesAnswer({ seen }: Pick<Difference, 'seen'>, outcome: Outcome): boolean {
  const request = printProbe(outcome);
  return seen.some(
    (named) =>
      'request' in named &&
      named.atTimes !== true &&
      isTextLike(named.request, request) &&
      /^(answered|\*)/.test(named.observed),
  );
}

/** A failure in the form of a known difference's `seen`. */
export function seenOf(failure: Failure): Seen {
  return failure.kind === 'fact'
    ? { fact: failure.subject, observed: failure.observed }
    : { request: printProbe(failure), observed: summarizeOutcome(failure.observed) };
}

/** What an engine shows beside a known difference, or lacks of it. */
export interface Mismatch {
  /** The failures that the entry does not name. */
  readonly unnamed?: readonly Seen[];
  /** What the entry names and was not observed. */
  readonly unseen?: readonly Seen[];
}

/**
 * The known difference that the failures of a behaviour show: it names each of them, and each that it names is among them.
 * Failures that a flaky one does not name may be those of the difference that always shows.
 */
export function shownDifference(candidates: readonly Difference[], failures: readonly Seen[]): Difference | undefined {
  if (failures.length === 0) return undefined;
  const always = candidates.find(({ flaky }) => !flaky);
  return candidates.find((difference) => {
    const { unnamed = [], unseen } = mismatchOf(difference, failures);
    const others = difference.flaky && unnamed.length < failures.length ? (always?.seen ?? []) : [];
    return !unseen && unnamed.every((failure) => others.some((seen) => isSeen(seen, failure)));
  });
}

/**
 * How the failures of a behaviour differ from a known difference; empty if they are just those. A failure counts for the
 * first of the named expectations that it matches and that is not yet complete.
 */
export function mismatchOf({ seen }: Difference, failures: readonly Seen[]): Mismatch {
  const found = seen.map((named) => ({ named, limit: limitOf(named), count: 0 }));
  const unnamed = failures.filter((failure) => {
    const place = found.find(({ named, limit, count }) => count < limit && isSeen(named, failure));
    if (place) place.count += 1;
    return !place;
  });
  const unseen = found
    .filter(
      ({ named, limit, count }) => !named.atTimes && (limit === Number.POSITIVE_INFINITY ? count === 0 : count < limit),
    )
    .map(({ named }) => named);
  return { ...(unnamed.length > 0 ? { unnamed } : {}), ...(unseen.length > 0 ? { unseen } : {}) };
}

function limitOf({ times = 1 }: Named): number {
  return times === 'any' ? Number.POSITIVE_INFINITY : times;
}

/** In a list of what was observed: any number of values. */
const ANY_NUMBER = '**';

/** Whether a failure is one that is named: the same expectation, and the same observation. */
function isSeen(named: Seen, failure: Seen): boolean {
  return isLike(subjectOf(named), subjectOf(failure)) && isLike(named.observed, failure.observed);
}

/** The subject of an expectation; the prefix keeps requests and facts apart. */
function subjectOf(seen: Seen): string {
  return 'request' in seen ? `request ${seen.request}` : `fact ${seen.fact}`;
}

/**
 * Whether two values are equal, part by part, where `*` in a text matches any text, and alone any number; in a list, `**`
 * stands for any number of values.
 */
function isLike(wanted: unknown, found: unknown): boolean {
  if (Array.isArray(wanted) && Array.isArray(found)) return isListLike(wanted, found);
  if (wanted === '*' && typeof found === 'number') return true;
  if (typeof wanted === 'string' && typeof found === 'string') return isTextLike(wanted, found);
  if (isObject(wanted) && isObject(found)) {
    const keys = Object.keys(wanted);
    return (
      Array.isArray(wanted) === Array.isArray(found) &&
      equals(keys.toSorted(), Object.keys(found).toSorted()) &&
      keys.every((key) => isLike(wanted[key], found[key]))
    );
  }
  return equals(found, wanted, [iterableEquality]);
}

function isListLike(wanted: readonly unknown[], found: readonly unknown[]): boolean {
  if (wanted.length === 0) return found.length === 0;
  const [first, ...others] = wanted;
  if (first === ANY_NUMBER) return [...found, undefined].some((_, index) => isListLike(others, found.slice(index)));
  return found.length > 0 && isLike(first, found[0]) && isListLike(others, found.slice(1));
}

function isTextLike(wanted: string, found: string): boolean {
  const parts = wanted.split('*').map((part) => part.replace(/[$()+.?[\\\]^{|}]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(found);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
