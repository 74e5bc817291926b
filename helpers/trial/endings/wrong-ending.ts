/** Thrown by an ending that went wrong. */
export class WrongEnding extends Error {}

/** States what must hold. Throws a WrongEnding with the explanation where it does not. */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new WrongEnding(otherwise);
}
