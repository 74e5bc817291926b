import { failing } from '../../behaviour/verdict.ts';
import type { Results } from '../../report/ctrf.ts';
import { briefReason } from '../../report/reason.ts';
import type { TrialHost } from './host.ts';

/** The verdicts that a healthy engine must never get, on any host. */
const WRONG: readonly string[] = failing;

/** The verdict of one behaviour in a run. */
export interface Judged {
  readonly verdict: string;
  /** Why, in full. */
  readonly reason?: string;
  /** Why, in one line. */
  readonly brief?: string;
}

/** A verdict that differs from the plain host's, or is wrong. */
export interface Deviation {
  readonly id: string;
  /** The verdict on the plain host; `missing` where it has none. */
  readonly plain: string;
  readonly verdict: string;
  readonly reason?: string;
  readonly brief?: string;
  /** Why the host expects this verdict; absent where it does not. */
  readonly why?: string;
}

export type Verdicts = ReadonlyMap<string, Judged>;

/** The verdict of each behaviour in a run's results, with its reason. */
export function judgedIn(results: Results | undefined): Verdicts {
  return new Map(
    (results?.results.tests ?? []).map(({ message, extra }) => {
      const reason = message === undefined ? {} : { reason: message, brief: briefReason(extra) };
      return [extra.id, { verdict: extra.verdict, ...reason }];
    }),
  );
}

/** Every verdict that differs from the plain host's, and every wrong one. */
export function deviations(plain: Verdicts, now: Verdicts, differs: TrialHost['differs'] = {}): Deviation[] {
  return [...new Set([...plain.keys(), ...now.keys()])].flatMap((id) => {
    const before = plain.get(id)?.verdict ?? 'missing';
    const judged: Judged = now.get(id) ?? { verdict: 'missing' };
    const { verdict } = judged;
    const expected = differs[id] ?? differs[`${id.split('.')[0]}.*`];
    const wrong = WRONG.includes(verdict);
    // a wrong verdict of the plain host is reported for the plain host only
    const isAsExpected = !wrong && verdict === (expected?.verdict ?? (WRONG.includes(before) ? verdict : before));
    if (isAsExpected && (verdict === before || !expected)) return [];
    const why = isAsExpected ? expected?.why : undefined;
    return [{ id, plain: before, ...judged, ...(why === undefined ? {} : { why }) }];
  });
}

/** The deviations that the host does not expect. */
export const unexpected = (found: readonly Deviation[]): Deviation[] => found.filter(({ why }) => why === undefined);

/** The number of behaviours by verdict. */
export function countsOf(verdicts: Verdicts): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { verdict } of verdicts.values()) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}
