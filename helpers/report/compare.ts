import type { ResultTest } from './ctrf.ts';
import type { Column } from './matrix/column.ts';
import { whatItDid } from './matrix/rows.ts';
import { instead } from './matrix/words.ts';

/** What became of a behaviour on the way from one engine to another. */
export interface Change {
  readonly kind: 'broken' | 'unclear' | 'kept' | 'otherwise' | 'gone' | 'new';
  readonly id: string;
  readonly sentence: string;
  /** What the first engine did, and the second; `kept` where it keeps the promise. */
  readonly from: string;
  readonly to: string;
}

/** The kinds of change, the worst first, and what each means to who upgrades. */
export const kinds: readonly (readonly [Change['kind'], string])[] = [
  ['broken', 'Promises that it does not keep any more'],
  ['unclear', 'Promises of which nothing is known any more, since the suite or the engine broke'],
  ['otherwise', 'Promises that neither keeps, each in its own way'],
  ['kept', 'Promises that it keeps now'],
  ['gone', 'Behaviours that cannot be shown any more'],
  ['new', 'Behaviours that can be shown only now'],
];

/** What changes from one engine to another, in the order of `kinds`. Behaviours that stay as they are say nothing. */
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
  if (is === 'not shown') return 'gone';
  if (was === 'kept') return 'broken';
  if (was === 'not shown') return is === 'differs' && after?.extra.verdict === 'failed' ? 'broken' : 'new';
  return is === 'kept' ? 'kept' : 'otherwise';
}

function stateOf(test: ResultTest | undefined): 'kept' | 'differs' | 'unclear' | 'not shown' {
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
      return 'not shown';
  }
}

function did(test: ResultTest | undefined): string {
  if (!test) return 'not asked';
  return stateOf(test) === 'kept' ? 'kept' : instead(test);
}
