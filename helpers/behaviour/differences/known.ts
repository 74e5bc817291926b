import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { equals, iterableEquality } from '@jest/expect-utils';
import type { Fingerprint } from '../../engine/identify.ts';
import { olderThan } from '../../engine/version.ts';
import type { Broken } from '../../scenario/running.ts';
import type { Difference } from './difference.ts';
import { differences } from './index.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

type Engine = Pick<Fingerprint, 'kind' | 'version' | 'options'>;

/** The differences that are known of an engine in a behaviour, the one that it always shows first. */
export function knownDifferences(id: string, engine: Engine, known: readonly Difference[] = differences): Difference[] {
  const its = known.filter((difference) => difference.id === id && isOf(difference, engine));
  // of those that are always there, the first that is listed is meant
  const always = its.find(({ flaky }) => !flaky);
  return [...(always ? [always] : []), ...its.filter(({ flaky }) => flaky)];
}

function isOf({ engine, from, before, option, unless }: Difference, { kind, version, options }: Engine): boolean {
  if (engine !== kind) return false;
  if (from !== undefined && olderThan(version, from)) return false;
  if (before !== undefined && !olderThan(version, before)) return false;
  if (unless !== undefined && options.includes(unless)) return false;
  return option === undefined || options.includes(option);
}

/** Whether the expectation that broke is the one that is known to, and what was observed is what is known. */
export function isAsKnown({ seen }: Difference, broken: Broken): boolean {
  return isLike(subjectOf(seen), subjectOf(broken)) && isLike(seen.observed, broken.observed);
}

/** What an expectation is of, so that a request is never taken for a fact. */
function subjectOf(broken: Broken): string {
  return 'request' in broken ? `request ${broken.request}` : `fact ${broken.fact}`;
}

/** Equal, where a star in a text stands for any text. */
function isLike(wanted: unknown, found: unknown): boolean {
  if (typeof wanted === 'string' && typeof found === 'string' && wanted.includes('*')) {
    const parts = wanted.split('*').map((part) => part.replace(/[$()+.?[\\\]^{|}]/g, String.raw`\$&`));
    return new RegExp(`^${parts.join('.*')}$`, 's').test(found);
  }
  return equals(found, wanted, [iterableEquality]);
}

/** Where an entry stands, for who is to remove it: `helpers/behaviour/differences/guide.ts:12`. */
export function placeOf(difference: Difference, folder: string = FOLDER): string {
  const files = readdirSync(folder).filter((file) => !/(test|known|index|difference)\.ts$/.test(file));
  const [found] = files
    .flatMap((file) => entriesOf(join(folder, file), `helpers/behaviour/differences/${file}`))
    .filter(({ text }) => text.includes(`'${difference.id}'`))
    .toSorted((one, other) => likeness(other, difference) - likeness(one, difference));
  return found?.place ?? 'helpers/behaviour/differences/';
}

/** How much of a difference an entry says, less what it says otherwise. */
function likeness({ text }: Entry, difference: Difference): number {
  const keys = ['engine', 'from', 'before', 'option', 'unless'] as const;
  const scores = keys.map((key): number => {
    const value = difference[key];
    if (value !== undefined && text.includes(`${key}: '${value}'`)) return 2;
    return text.includes(` ${key}: `) ? -3 : 0;
  });
  return scores.reduce((sum, score) => sum + score, 0);
}

interface Entry {
  readonly text: string;
  readonly place: string;
}

/** The entries of a file: objects of a list, or calls that make one. */
function entriesOf(file: string, name: string): Entry[] {
  const parts = readFileSync(file, 'utf8').split(/^(?= {2}(?:\{$|\w+\())/m);
  return parts.map((text, index) => ({ text, place: `${name}:${parts.slice(0, index).join('').split('\n').length}` }));
}
