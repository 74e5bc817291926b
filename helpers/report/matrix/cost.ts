import type { Figure } from '../../behaviour/figures.ts';
import type { Column } from './column.ts';

/** One figure across the engines. */
export interface CostRow {
  readonly name: string;
  /** What each column measured; undefined where it did not. */
  readonly cells: readonly (Figure | undefined)[];
}

/** The figures of any column, in the order of the behaviours: how the cost of each engine grows. */
export function costRows(columns: readonly Column[], order: readonly string[]): CostRow[] {
  const figures = columns.map(({ tests }) => order.flatMap((id) => tests.get(id)?.extra.figures ?? []));
  const names = [...new Set(figures.flat().map(({ name }) => name))];
  return names.map((name) => ({ name, cells: figures.map((all) => all.find((one) => one.name === name)) }));
}

/** A figure with its unit: `64 ms`, `1429/s`. */
export function figureText({ value, unit }: Figure): string {
  return unit === 'ms' ? `${value} ms` : `${value}/s`;
}

/** What the figures are worth. */
export const COST_NOTE = 'Measured once, beside the other behaviours of the run: compare columns of one machine only.';
