import { type Verdict, verdicts } from '../behaviour/verdict.ts';
import type { Results } from './ctrf.ts';

/** What makes a run fail, the worst first. */
export const bad: readonly Verdict[] = ['failed', 'error', 'unexpected-pass'];

const plurals: Partial<Record<Verdict, string>> = {
  error: 'errors',
  'known-difference': 'known differences',
  'unexpected-pass': 'unexpected passes',
};

/** A verdict as a word of a sentence, of one behaviour or of several. */
export function wordOf(verdict: Verdict, count = 1): string {
  return (count === 1 ? undefined : plurals[verdict]) ?? verdict.replace('-', ' ');
}

/** How many behaviours of a run have each verdict; those that none has are left out. */
export function countsOf({ results }: Results): Map<Verdict, number> {
  const count = (wanted: Verdict): number => results.tests.filter(({ extra }) => extra.verdict === wanted).length;
  return new Map(verdicts.map((verdict) => [verdict, count(verdict)] as const).filter(([, number]) => number > 0));
}

/** What came of a run, in one sentence: which engine, and how many promises it keeps. */
export function headline(results: Results): string {
  const { name, version } = results.results.environment.extra.engine;
  const counts = countsOf(results);
  const of = (...wanted: Verdict[]): number => wanted.reduce((sum, verdict) => sum + (counts.get(verdict) ?? 0), 0);
  const judged = of('passed', 'failed', 'known-difference', 'unexpected-pass');
  const shown = of('unsupported', 'disabled') > 0 ? ' that can be shown here' : '';
  const engine = `${name ?? 'The engine'} ${version ?? ''}`.trim();
  const unclear = of('error');
  if (judged + unclear === 0) return `Nothing was judged of ${engine}`;
  if (of('failed') > 0)
    return `${engine} breaks ${judged === 1 ? 'the one promise' : `${of('failed')} of ${judged} promises`}${also(unclear)}`;
  if (unclear > 0) return `Of ${promises(judged + unclear)}, ${unclear} could not be judged on ${engine}`;
  if (of('unexpected-pass') > 0)
    return `${engine} keeps ${promises(of('unexpected-pass'))} that it is written not to keep`;
  if (of('known-difference') > 0)
    return `${engine} keeps ${of('passed')} of ${promises(judged)}, and differs in ${of('known-difference')} as is known`;
  return `${engine} keeps ${judged === 1 ? 'the one promise' : `all ${judged} promises`}${shown}`;
}

function promises(count: number): string {
  return count === 1 ? '1 promise' : `${count} promises`;
}

function also(unclear: number): string {
  return unclear > 0 ? `; ${unclear} could not be judged` : '';
}
