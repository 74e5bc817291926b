import { type Verdict, failing, verdicts } from '../behaviour/verdict.ts';
import type { Results } from './ctrf.ts';
import type { Coverage } from './coverage.ts';
import { plainVersion, plural } from './printed-values.ts';

const worstFirst = [...failing, ...verdicts.filter((verdict) => !failing.includes(verdict))];

const words: Partial<Record<Verdict, readonly [one: string, several: string]>> = {
  error: ['error', 'errors'],
  'known-difference': ['known difference', 'known differences'],
  'unexpected-pass': ['unexpected pass', 'unexpected passes'],
};

/** The name of a verdict in a sentence, of one behaviour or of several. */
export function wordOf(verdict: Verdict, count = 1): string {
  return words[verdict]?.[count === 1 ? 0 : 1] ?? verdict;
}

/** How many behaviours have each verdict; verdicts without a behaviour are left out. */
export function countsOf({ results }: Results): Map<Verdict, number> {
  const found = results.tests.map(({ extra }) => extra.verdict);
  return new Map(counted(found, verdicts));
}

function counted(found: readonly Verdict[], order: readonly Verdict[]): (readonly [Verdict, number])[] {
  const counts = order.map((wanted) => [wanted, found.filter((verdict) => verdict === wanted).length] as const);
  return counts.filter(([, count]) => count > 0);
}

/** `114 passed, 13 known differences, 7 not supported here` */
export function countsText(found: readonly Verdict[]): string {
  const parts = counted(found, worstFirst).map(([verdict, count]) => countText(verdict, count));
  return parts.join(', ') || 'nothing run';
}

/** `1 failed`, `7 not supported here` */
export function countText(verdict: Verdict, count: number): string {
  return `${count} ${verdict === 'unsupported' ? 'not supported here' : wordOf(verdict, count)}`;
}

/** What a run found, in one line: `Docker Engine 26.1.5: 114 passed, 13 known differences (127 of 134 behaviours judged)`. */
export function headline({ results: { environment, tests } }: Results): string {
  const { engine, coverage } = environment.extra;
  const counts = countsText(tests.map(({ extra }) => extra.verdict));
  return `${engine.name} ${plainVersion(engine.version)}: ${counts} (${judgedText(coverage)})`;
}

/** `127 of 134 behaviours judged` */
export function judgedText({ judged, all }: Coverage): string {
  return `${judged} of ${plural(all, 'behaviour')} judged`;
}
