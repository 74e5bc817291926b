import type { Stage } from './stage.ts';

/** One way in which a run of the suite may end: how it is provoked, and what must hold afterwards. */
export interface Ending {
  /** As in `--only NAME`. */
  readonly name: string;
  /**
   * The engine of the run: `shared` is started for this ending, so that anything the run leaves on it can be seen; `own`
   * is started by the run, and must end with it; `none` is never reached.
   */
  readonly engine: 'shared' | 'own' | 'none';
  /** Provokes the ending and checks it. Gives what was observed, in brief; throws a WrongEnding. */
  readonly provoke: (stage: Stage) => Promise<string>;
}
