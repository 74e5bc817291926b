/** The unit of a figure. */
export type FigureUnit = 'ms' | 'per second';

/** Something that was measured in a behaviour and is reported, but not judged: the machine decides about it, too. */
export interface Figure {
  /** What was measured, as a noun phrase that stands alone: `creating the first network`. */
  readonly name: string;
  readonly value: number;
  readonly unit: FigureUnit;
}

let figures: Figure[] = [];

/** Reports a figure of the running behaviour. */
export function figure(name: string, value: number, unit: FigureUnit): void {
  figures.push({ name, value: Math.round(value), unit });
}

/** Returns the figures since the last call, and starts a new list. */
export function takeFigures(): readonly Figure[] {
  const taken = figures;
  figures = [];
  return taken;
}

/** The median; of an even number of values, the higher of the two. */
export function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
