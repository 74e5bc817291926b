import type { ResultTest } from './ctrf.ts';
import type { Column } from './matrix/column.ts';
import { whatItDid } from './matrix/rows.ts';
import { briefReason } from './reason.ts';

/** A behaviour that differs between two engines. */
export interface Change {
  readonly kind: 'broken' | 'unclear' | 'kept' | 'otherwise' | 'gone' | 'new';
  readonly id: string;
  readonly sentence: string;
  /** What the first engine did, and the second; `passed` where it keeps the promise. */
  readonly from: string;
  readonly to: string;
}

/** The kinds of change, the worst first, and what each means for an upgrade. */
export const kinds: readonly (readonly [Change['kind'], string])[] = [
  ['broken', 'No longer passed'],
  ['unclear', 'Error now: the suite or the engine broke'],
  ['otherwise', 'Fails differently'],
  ['kept', 'Passed now'],
  ['gone', 'No longer supported'],
  ['new', 'Supported now'],
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
  return [{ kind, id, sentence: (after ?? before)?.name ?? '', from: did(before), to: did(after) }];
}

function kindOf(before: ResultTest | undefined, after: ResultTest | undefined): Change['kind'] | undefined {
  const [was, is] = [stateOf(before), stateOf(after)];
  if (is === 'unclear') return was === 'unclear' ? undefined : 'unclear';
  if (was === is)
    return was === 'differs' && whatItDid(before as ResultTest) !== whatItDid(after as ResultTest)
      ? 'otherwise'
      : undefined;
  if (is === 'unsupported') return 'gone';
  if (was === 'kept') return 'broken';
  if (was === 'unsupported') return is === 'differs' && after?.extra.verdict === 'failed' ? 'broken' : 'new';
  return is === 'kept' ? 'kept' : 'otherwise';
}

function stateOf(test: ResultTest | undefined): 'kept' | 'differs' | 'unclear' | 'unsupported' {
  switch (test?.extra.verdict) {
    case 'passed':
    case 'unexpected-pass':
      return 'kept';
    case 'failed':
    case 'known-difference':
      return 'differs';
    case 'error':
      return 'unclear';
    default:
      return 'unsupported';
  }
}

function did(test: ResultTest | undefined): string {
  if (!test) return 'not in this run';
  return stateOf(test) === 'kept' ? 'passed' : briefReason(test.extra);
}
