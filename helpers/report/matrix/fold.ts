import { type Verdict } from '../../behaviour/verdict.ts';
import { countsText } from '../headline.ts';
import { printable } from '../terminal.ts';
import { type Column, withDistinctNames } from './column.ts';
import { observedBehaviour } from './rows.ts';

/**
 * The columns of which several were alike folded into one: the same engine, version and options on several hosts, with the
 * same verdicts, for the same reasons. Those that have the fewest like them come first; else they keep their order.
 */
export function folded(columns: readonly Column[]): Column[] {
  const groups = Map.groupBy(columns, likeness);
  const all = [...groups.values()].flatMap((alike) => (areHosts(alike) ? [foldedInto(alike)] : alike));
  return withDistinctNames(all.toSorted((one, other) => membersOf(one).length - membersOf(other).length));
}

/** The columns that a column stands for: itself, or those that are folded into it. */
export function membersOf(column: Column): readonly Column[] {
  return column.alike ?? [column];
}

/** The engines in their groups, outliers first, for the terminal; undefined where no two are alike. */
export function foldedText(columns: readonly Column[]): string | undefined {
  if (columns.every(({ alike }) => alike === undefined)) return undefined;
  return columns.flatMap(linesOf).map(printable).join('\n');
}

function linesOf({ name, engine, origin, tests, problem, alike }: Column): string[] {
  if (problem !== undefined) return [`${name}: no results`];
  const counts = countsText([...tests.values()].map(({ extra }) => extra.verdict));
  if (!alike) return [`${name}: ${counts}`];
  return [`${engine}, ${origin[0]}: ${counts}`, `  ${alike.map((member) => member.origin[0]).join(', ')}`];
}

/** What columns that are alike have in common: all but the host, the time and the duration. */
function likeness(column: Column): unknown {
  if (column.problem !== undefined) return column;
  const seen = [...column.tests].map(([id, test]): [string, Verdict, string] => [
    id,
    test.extra.verdict,
    observedBehaviour(test),
  ]);
  return JSON.stringify([column.engine, seen.toSorted(([one], [other]) => one.localeCompare(other))]);
}

/** Whether the columns are of several hosts: two runs on one host stay two columns. */
function areHosts(columns: readonly Column[]): boolean {
  const sources = new Set(columns.map(({ origin }) => origin[0]));
  return columns.length > 1 && sources.size === columns.length;
}

function foldedInto(alike: readonly Column[]): Column {
  const [first] = alike as [Column];
  const took = alike.flatMap(({ tookMs }) => tookMs ?? []);
  return {
    ...first,
    alike,
    origin: [`${alike.length} hosts like this`],
    ...(took.length > 0 ? { tookMs: Math.max(...took) } : {}),
  };
}
