import { equals, iterableEquality } from '@jest/expect-utils';
import type { Fingerprint } from '../../engine/identify.ts';
import { inRange } from '../../engine/version.ts';
import { summarizeOutcome } from '../../probe/outcome.ts';
import { printProbe } from '../../probe/request.ts';
import type { Failure } from '../failure.ts';
import type { Difference, Seen } from './difference.ts';
import { differences } from './index.ts';

type Engine = Pick<Fingerprint, 'kind' | 'version' | 'options'>;

/** The known differences of an engine from a behaviour: first the one that always shows, then the flaky ones. */
export function knownDifferences(id: string, engine: Engine, known: readonly Difference[] = differences): Difference[] {
  const here = known.filter((difference) => difference.id === id && isOf(difference, engine));
  const always = here.find(({ flaky }) => !flaky);
  return [...(always ? [always] : []), ...here.filter(({ flaky }) => flaky)];
}

function isOf({ engine, versions, option, unless }: Difference, { kind, version, options }: Engine): boolean {
  if (engine !== kind) return false;
  if (versions !== undefined && !inRange(version, versions)) return false;
  if (unless !== undefined && options.includes(unless)) return false;
  return option === undefined || options.includes(option);
}

/** The name of an entry in reports: `bridge.user-defined on podman >=5 <6 with rootless`. */
export function entryNameOf({ id, engine, versions, option, unless }: Difference): string {
  const which = [engine, versions, option && `with ${option}`, unless && `without ${unless}`];
  return `${id} on ${which.filter((part) => part !== undefined).join(' ')}`;
}

/** A failure in the form of a known difference's `seen`. */
export function seenOf(failure: Failure): Seen {
  return failure.kind === 'fact'
    ? { fact: failure.subject, observed: failure.observed }
    : { request: printProbe(failure), observed: summarizeOutcome(failure.observed) };
}

/** Whether a failure is the one that a known difference describes: the same expectation, and the same observation. */
export function matchesDifference({ seen }: Difference, found: Seen): boolean {
  return isLike(subjectOf(seen), subjectOf(found)) && isLike(seen.observed, found.observed);
}

/** The subject of an expectation; the prefix keeps requests and facts apart. */
function subjectOf(seen: Seen): string {
  return 'request' in seen ? `request ${seen.request}` : `fact ${seen.fact}`;
}

/** Whether two values are equal, part by part, where `*` in a text matches any text. */
function isLike(wanted: unknown, found: unknown): boolean {
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

function isTextLike(wanted: string, found: string): boolean {
  const parts = wanted.split('*').map((part) => part.replace(/[$()+.?[\\\]^{|}]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(found);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
