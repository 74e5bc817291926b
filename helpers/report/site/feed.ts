import { UserError, errorText } from '../../engine/user-error.ts';
import { isBehaviourId } from '../../behaviour/chapters.ts';
import { type Verdict, verdicts } from '../../behaviour/verdict.ts';
import type { Chapter } from '../matrix/rows.ts';
import type { SiteEngine } from './engines.ts';
import { observedText } from './groups.ts';

/** The version of a feed. */
const FEED_SCHEMA = 1;

/** The newest matrix for programs, `latest.json`; one of an earlier matrix is kept as `runs/DATE.json`. */
export interface Feed {
  readonly schema: typeof FEED_SCHEMA;
  /** The version of this suite. */
  readonly suite: string;
  /** When the last of its runs began, in ISO 8601. */
  readonly date: string;
  readonly engines: readonly FeedEngine[];
  readonly behaviours: readonly FeedBehaviour[];
  /** The files of earlier matrices, the oldest first. */
  readonly earlier: readonly string[];
}

export interface FeedEngine {
  /** The same in every matrix, unlike its name, which has the version. */
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly version: string;
  readonly date: string;
}

interface FeedBehaviour {
  readonly id: string;
  readonly sentence: string;
  readonly docs: string;
  /** The verdict on each engine, by the engine's key. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** What was observed, or what is missing, where it is not `passed`; by the engine's key. */
  readonly observed: Readonly<Record<string, string>>;
}

/** The feed of a matrix. */
export function feedOf(
  engines: readonly SiteEngine[],
  chapters: readonly Chapter[],
  about: { readonly suite: string; readonly earlier: readonly string[] },
): Feed {
  const rows = chapters.flatMap((chapter) => chapter.rows);
  return {
    schema: FEED_SCHEMA,
    suite: about.suite,
    date: dateOf(engines),
    engines: engines.map(({ key, name, kind, version, date }) => ({ key, name, kind, version, date })),
    behaviours: rows.map(({ id, sentence, docs, cells }) => {
      const measured = cells.flatMap((cell, index) => (cell ? [[engines[index]?.key ?? '', cell] as const] : []));
      const observed = measured.flatMap(([key, cell]) => {
        const text = observedText(cell);
        return text === undefined ? [] : [[key, text] as const];
      });
      return {
        id,
        sentence,
        docs,
        verdicts: Object.fromEntries(measured.map(([key, { extra }]) => [key, extra.verdict])),
        observed: Object.fromEntries(observed),
      };
    }),
    earlier: about.earlier,
  };
}

/** When the last run of a matrix began. */
function dateOf(engines: readonly SiteEngine[]): string {
  return (
    engines
      .map(({ date }) => date)
      .toSorted()
      .at(-1) ?? ''
  );
}

/** The name of the file of a feed, once there is a newer one: `runs/2026-11-26T11-40-19Z.json`. */
export function archivedName({ date }: Pick<Feed, 'date'>): string {
  return `runs/${date.slice(0, 19).replaceAll(':', '-')}Z.json`;
}

/** Reads a feed that an earlier `site` wrote. Throws a UserError for anything else: without it, the history would have a gap. */
export function readFeed(file: string, text: string): Feed {
  const found = parsed(file, text);
  if (!isFeed(found))
    throw new UserError(
      `${file} is no matrix of an earlier site: restore it, or remove it, which shortens the history of the site.`,
    );
  return found;
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `${file} is not JSON, or truncated (${errorText(error)}): restore it, or remove it, which shortens the history of the site.`,
    );
  }
}

function isFeed(found: unknown): found is Feed {
  const { schema, date, engines, behaviours } = fieldsOf(found);
  return (
    schema === FEED_SCHEMA &&
    isDate(date) &&
    isListOf(engines, ({ key, name }) => isText(key) && isText(name)) &&
    isListOf(
      behaviours,
      ({ id, verdicts: found_ }) => isText(id) && isBehaviourId(id) && Object.values(fieldsOf(found_)).every(isVerdict),
    )
  );
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isVerdict = (value: unknown): boolean => verdicts.some((verdict) => verdict === value);
const isDate = (value: unknown): boolean => isText(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);

function isListOf(value: unknown, isOne: (fields: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((one) => isOne(fieldsOf(one)));
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
