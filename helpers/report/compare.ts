import type { ResultTest } from './ctrf.ts';
import type { Column } from './matrix/column.ts';
import { observedBehaviour } from './matrix/rows.ts';
import { briefReason } from './reason.ts';

/** A behaviour that differs between two engines. */
export interface Change {
  readonly kind:
    | 'no-longer-passed'
    | 'now-error'
    | 'now-passed'
    | 'fails-differently'
    | 'no-longer-supported'
    | 'now-supported';
  readonly id: string;
  readonly sentence: string;
  /** What the first engine did, and the second: `passed`, or the reason in brief. */
  readonly from: string;
  readonly to: string;
}

/** The kinds of change, the worst first, and what each means for an upgrade. */
export const kinds: readonly (readonly [Change['kind'], string])[] = [
  ['no-longer-passed', 'No longer passed'],
  ['now-error', 'Error now: the suite or the engine broke'],
  ['fails-differently', 'Fails differently'],
  ['now-passed', 'Passed now'],
  ['no-longer-supported', 'No longer supported'],
  ['now-supported', 'Supported now'],
];

/** What changes from one engine to another, in the order of `kinds`. */
export function changesBetween(before: Column, after: Column): Change[] {
  const ids = [...new Set([...before.tests.keys(), ...after.tests.keys()])];
  const changes = ids.flatMap((id) => changeOf(id, before.tests.get(id), after.tests.get(id)));
  return kinds.flatMap(([kind]) => changes.filter((change) => change.kind === kind));
}

function changeOf(id: string, before: ResultTest | undefined, after: ResultTest | undefined): Change[] {
  const kind = kindOf(before, after);
  if (!kind) return [];
  return [{ kind, id, sentence: (after ?? before)?.name ?? '', from: outcomeOf(before), to: outcomeOf(after) }];
}

function kindOf(before: ResultTest | undefined, after: ResultTest | undefined): Change['kind'] | undefined {
  const [was, is] = [stateOf(before), stateOf(after)];
  if (is === 'error') return was === 'error' ? undefined : 'now-error';
  if (was === is)
    return was === 'differs' && observedBehaviour(before as ResultTest) !== observedBehaviour(after as ResultTest)
      ? 'fails-differently'
      : undefined;
  if (is === 'unsupported') return 'no-longer-supported';
  if (was === 'passed') return 'no-longer-passed';
  if (was === 'unsupported')
    return is === 'differs' && after?.extra.verdict === 'failed' ? 'no-longer-passed' : 'now-supported';
  return is === 'passed' ? 'now-passed' : 'fails-differently';
}

function stateOf(test: ResultTest | undefined): 'passed' | 'differs' | 'error' | 'unsupported' {
  switch (test?.extra.verdict) {
    case 'passed':
    case 'unexpected-pass':
      return 'passed';
    case 'failed':
    case 'known-difference':
      return 'differs';
    case 'error':
      return 'error';
    default:
      return 'unsupported';
  }
}

function outcomeOf(test: ResultTest | undefined): string {
  if (!test) return 'not in this run';
  return stateOf(test) === 'passed' ? 'passed' : briefReason(test.extra);
}
