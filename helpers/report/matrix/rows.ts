import { chapterOf } from '../../behaviour/chapters.ts';
import { seenOf } from '../../behaviour/differences/known.ts';
import { byChapter } from '../chapters.ts';
import type { ResultTest } from '../ctrf.ts';
import type { Column } from './column.ts';

/** One behaviour across the engines. */
export interface Row {
  readonly id: string;
  readonly sentence: string;
  readonly docs: string;
  /** The results of each column; undefined where the behaviour was not in that run. */
  readonly cells: readonly (ResultTest | undefined)[];
  /** Whether the engines that support it differ. */
  readonly differs: boolean;
}

/** The behaviours of one chapter. */
export interface Chapter {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** Every behaviour of any column, by chapter; within it in the order of `order`, and those that are not in it last. */
export function chaptersOf(columns: readonly Column[], order: readonly string[]): Chapter[] {
  const ids = [...new Set(columns.flatMap(({ tests }) => [...tests.keys()]))];
  const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  const rows = ids.toSorted((one, other) => place(one) - place(other)).map((id) => rowOf(id, columns));
  return byChapter(rows, ({ id }) => chapterOf(id)).map(([name, inside]) => ({ name, rows: inside }));
}

/** The behaviours of chapters, in their order. */
export function idsOf(chapters: readonly Chapter[]): string[] {
  return chapters.flatMap(({ rows }) => rows.map(({ id }) => id));
}

function rowOf(id: string, columns: readonly Column[]): Row {
  const cells = columns.map(({ tests }) => tests.get(id));
  const known = cells.filter((cell) => cell !== undefined);
  const shown = known.filter(({ extra }) => extra.verdict !== 'unsupported' && extra.verdict !== 'disabled');
  return {
    id,
    sentence: known[0]?.name ?? '',
    docs: known.find(({ extra }) => extra.docs)?.extra.docs ?? '',
    cells,
    differs: new Set(shown.map(observedBehaviour)).size > 1,
  };
}

/** What was observed of a behaviour, without values that change from run to run. */
export function observedBehaviour({ extra }: ResultTest): string {
  const { verdict, failures = [], difference } = extra;
  if (verdict === 'passed' || verdict === 'unexpected-pass') return 'passed';
  if (verdict === 'known-difference' && difference) return difference.instead;
  const observed = failures.map((failure) => seenOf(failure).observed);
  return verdict === 'failed' ? `failed: ${JSON.stringify(observed)}` : verdict;
}
