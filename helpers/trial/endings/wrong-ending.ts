/** Thrown where a run did not end as it must. */
export class WrongEnding extends Error {}

/** Throws a WrongEnding with the explanation unless the condition holds. */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new WrongEnding(otherwise);
}
