import type { Verdict } from '../../behaviour/verdict.ts';
import { UserError } from '../../engine/user-error.ts';
import type { ResultTest, Results } from '../ctrf.ts';
import { observedBehaviour } from '../matrix/rows.ts';
import { readResults } from '../read.ts';
import type { BaselineOrigin } from './facts.ts';

/** The file of a baseline in the folder of a run, for the reporter. */
export const BASELINE_FILE = 'baseline.json';

/** The results of an earlier run, or of another engine, with which a run is compared: as much of them as that needs. */
export interface Baseline extends BaselineOrigin {
  /** What it has of each behaviour, by id. */
  readonly behaviours: readonly (readonly [id: string, before: Before])[];
}

/** What a baseline has of a behaviour. */
export interface Before {
  readonly verdict: Verdict;
  readonly state: State;
  /** What was observed, without values that change from run to run. */
  readonly observed: string;
}

/** Whether a behaviour passed in a run; a difference that shows in some runs only counts as passed. */
export type State = 'passed' | 'failed' | 'not judged';

/**
 * Reads a baseline: the results.json of a run, or a column of a matrix (`report/matrix/ENGINE.json`). Throws a UserError
 * where the file is something else, or has nothing that a run can be compared with.
 */
export function readBaseline(file: string): Baseline {
  const { results } = readResults(file);
  const { kind, name, version, options } = results.environment.extra.engine;
  const behaviours = results.tests.map((test) => [test.extra.id, beforeOf(test, file)] as const);
  if (behaviours.every(([, { state }]) => state === 'not judged'))
    throw new UserError(`The baseline ${file} judged no behaviour: name the results of a run that did.`);
  return {
    file,
    engine: { kind, name, version, options },
    suite: results.tool.version ?? '',
    start: results.summary.start,
    behaviours,
  };
}

function beforeOf(test: ResultTest, file: string): Before {
  const { verdict } = test.extra;
  try {
    return { verdict, state: stateOf(test.extra), observed: observedBehaviour(test) };
  } catch {
    throw new UserError(
      `${file} has a failure without what was observed: name the results.json of a run, or run the suite again.`,
    );
  }
}

/** Whether a behaviour passed in a run. */
export function stateOf({
  verdict,
  unmet = [],
  difference,
}: Pick<ResultTest['extra'], 'verdict' | 'unmet' | 'difference'>): State {
  if (unmet.length > 0) return 'not judged';
  switch (verdict) {
    case 'passed':
    case 'unexpected-pass':
      return 'passed';
    case 'known-difference':
      return difference?.cause === undefined ? 'failed' : 'passed';
    case 'failed':
      return 'failed';
    default:
      return 'not judged';
  }
}

/** What `tool.version`, the engine and its options of a run are beside those of its baseline, where they differ. */
export interface OtherOrigin {
  readonly engine: boolean;
  readonly version: boolean;
  readonly options: boolean;
  readonly suite: boolean;
}

/** In what a run and its baseline differ beside the verdicts. */
export function otherOrigin({ engine, suite }: BaselineOrigin, { results }: Results): OtherOrigin {
  const here = results.environment.extra.engine;
  return {
    engine: engine.kind !== here.kind || engine.name !== here.name,
    version: engine.version !== here.version,
    options: sortedText(engine.options) !== sortedText(here.options),
    suite: suite !== results.tool.version,
  };
}

function sortedText(options: readonly string[] = []): string {
  return options.toSorted().join();
}
