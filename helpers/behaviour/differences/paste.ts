import type { Fingerprint } from '../../engine/identify.ts';
import { chapterOf } from '../chapters.ts';
import type { Seen } from './difference.ts';
import { differences } from './index.ts';

/** A failed behaviour. */
export interface Failure {
  readonly id: string;
  readonly engine: Pick<Fingerprint, 'kind' | 'version' | 'options'>;
  /** Every expectation that did not hold. */
  readonly seen: readonly Seen[];
}

/** A known difference, ready to paste. */
export interface PasteReady {
  /** The file that it belongs to, relative to the project. */
  readonly file: string;
  /** Whether the chapter has no known differences yet: then the file must be created, and listed in `index.ts`. */
  readonly isNew: boolean;
  /** The entry in TypeScript, for the file's list, with a placeholder for its evidence. */
  readonly entry: string;
}

/** The placeholder for the link that the author adds. */
export const EVIDENCE_PLACEHOLDER = 'https://…';

/** Writes a failure as the known difference that matches it: parts that change from run to run become `*`. */
export function pasteReady({ id, engine, seen: found }: Failure): PasteReady {
  const chapter = chapterOf(id);
  const [first] = found as readonly [Seen, ...Seen[]];
  const fields = {
    id,
    engine: engine.kind,
    ...versionsOf(engine.version),
    ...(engine.options.includes('rootless') ? { option: 'rootless' } : {}),
    instead: clauseOf(first),
    seen: patternsOf(found),
    evidence: EVIDENCE_PLACEHOLDER,
  };
  const lines = Object.entries(fields).map(([key, value]) => `    ${key}: ${literal(value)},`);
  return {
    file: `helpers/behaviour/differences/${chapter}.ts`,
    isNew: !differences.some((known) => chapterOf(known.id) === chapter),
    entry: ['  {', ...lines, '  },'].join('\n'),
  };
}

/** What was seen without the parts that change: each once, with the number of failures. */
function patternsOf(found: readonly Seen[]): unknown[] {
  const patterns = Map.groupBy(
    found.map((seen) => steady(withObserved(seen))),
    (pattern) => literal(pattern),
  );
  return [...patterns.values()].map(([pattern, ...more]) =>
    Object.assign({}, pattern, more.length > 0 ? { times: more.length + 1 } : {}),
  );
}

/** Adds `observed: undefined`, which JSON results leave out. */
function withObserved(seen: Seen): Seen {
  return 'request' in seen ? seen : { fact: seen.fact, observed: seen.observed };
}

/** The minor release; the author may know a wider range. */
function versionsOf(version: string): { versions?: string } {
  const [minor] = version.match(/^\d+\.\d+/) ?? [];
  return minor === undefined ? {} : { versions: `${minor}.x` };
}

function clauseOf(seen: Seen): string {
  if ('request' in seen) return `the outcome is "${steady(seen.observed)}" (${steady(seen.request)})`;
  return `the value is ${literal(steady(seen.observed))} (${steady(seen.fact)})`;
}

/** Values that the engine or the suite chooses anew in each run. */
const VOLATILE: readonly RegExp[] = [
  // an address with or without a port, except those for all addresses and the loopback interface
  /\[[\da-f:]*:[\da-f:.]*\](:\d+)?/gi,
  /\b(?!0\.0\.0\.0\b|127\.0\.0\.1\b)\d+\.\d+\.\d+\.\d+(:\d+|\/\d+)?\b/g,
  /\b(?:[\da-f]{1,4}:){2,}[\da-f:]*[\da-f](\/\d+)?\b/gi,
  // the name of an object on the engine, and a name with the run's id
  /\bdnc-[\da-f]{6}-[\da-f]{4}(?=-)/g,
  /(?<=\w-)[\da-f]{6}\b/g,
  // an id of an object, a chosen port
  /\b(?:[\da-f]{64}|[\da-f]{12})\b/g,
  /\b\d{5}\b/g,
];

function steady<T>(value: T): T;
function steady(value: unknown): unknown {
  if (typeof value === 'string') return VOLATILE.reduce<string>((text, pattern) => text.replace(pattern, '*'), value);
  if (Array.isArray(value)) return value.map((item) => steady(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, steady(inner)]));
}

/** A value as TypeScript source, in one line: the formatter wraps it. */
function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map((item) => literal(item)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, inner]) => `${named(key)}: ${literal(inner)}`);
    return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
  }
  return Number.isNaN(value) ? 'Number.NaN' : String(value);
}

function quoted(text: string): string {
  if (text.includes("'") || text.includes('\\') || text.includes('\n')) return JSON.stringify(text);
  return `'${text}'`;
}

function named(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : quoted(key);
}
