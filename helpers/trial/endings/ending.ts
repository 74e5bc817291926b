import type { Stage } from './stage.ts';

/** Thrown by an ending that went otherwise than it should. */
export class WrongEnding extends Error {}

/** A way in which a run of the suite may end, how it is provoked, and what must come of it. */
export interface Ending {
  /** As in `--only NAME`. */
  readonly name: string;
  /**
   * Whose engine it is: `shared` is brought up for this ending, so that what is left on it can be seen; `own` is the
   * run's, and must go with it; `none` is never reached.
   */
  readonly engine: 'shared' | 'own' | 'none';
  /** Provokes it and checks it. Gives what was seen, in a few words; throws a WrongEnding. */
  readonly provoke: (stage: Stage) => Promise<string>;
}

/** States what must be so. Throws a WrongEnding with the explanation where it is not. */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new WrongEnding(otherwise);
}
