import { chapterOf } from '../../behaviour/chapters.ts';
import type { ResultTest } from '../ctrf.ts';
import type { Column } from './column.ts';

/** One behaviour across the engines. */
export interface Row {
  readonly id: string;
  readonly sentence: string;
  readonly docs: string;
  /** What each column did, in their order; undefined where the behaviour was not in that run. */
  readonly cells: readonly (ResultTest | undefined)[];
  /** Whether the engines that it could be shown on did not all do the same. */
  readonly differs: boolean;
}

/** The behaviours of one chapter. */
export interface Chapter {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** Every behaviour of any column, by chapter; in the order of `order`, and those that are not in it last. */
export function chaptersOf(columns: readonly Column[], order: readonly string[]): Chapter[] {
  const ids = [...new Set(columns.flatMap(({ tests }) => [...tests.keys()]))];
  const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  const rows = ids.toSorted((one, other) => place(one) - place(other)).map((id) => rowOf(id, columns));
  const chapters = [...new Set(rows.map(({ id }) => chapterOf(id)))];
  return chapters.map((name) => ({ name, rows: rows.filter(({ id }) => chapterOf(id) === name) }));
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
    differs: new Set(shown.map(whatItDid)).size > 1,
  };
}

/** What an engine did in a behaviour, without what changes from run to run. */
export function whatItDid({ extra }: ResultTest): string {
  const { verdict, broken, difference } = extra;
  if (verdict === 'passed' || verdict === 'unexpected-pass') return 'kept';
  return difference?.instead ?? (broken ? `${verdict}: ${JSON.stringify(broken.observed)}` : verdict);
}
