import { type SuiteEnd, UNTOUCHED, verdictsOf } from '../../run/suite-run.ts';
import { must } from './ending.ts';

/** How many behaviours got which verdict, for people: `9 passed, 3 error`. */
export function tally(end: SuiteEnd): string {
  const counts = new Map<string, number>();
  for (const verdict of verdictsOf(end.results).values()) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'no verdict';
}

/** It ended with this exit code. */
export function exitedWith(end: SuiteEnd, code: number): void {
  must(end.exitCode === code, `exit code ${end.exitCode ?? end.signal} instead of ${code}; ${lastWords(end)}`);
}

/** It ended in time. */
export function endedWithin(seconds: number, limit: number): void {
  must(seconds <= limit, `it took ${seconds.toFixed(1)} s, more than ${limit}`);
}

/** Every behaviour has one of these verdicts, and there is one at least. */
export function onlyVerdicts(end: SuiteEnd, ...allowed: readonly string[]): void {
  const verdicts = [...verdictsOf(end.results)];
  must(verdicts.length > 0, `there are no verdicts; ${lastWords(end)}`);
  const wrong = verdicts.filter(([, verdict]) => !allowed.includes(verdict));
  must(
    wrong.length === 0,
    `wrong verdicts: ${wrong.map(([id, verdict]) => `${id} ${verdict}`).join(', ')}; ${firstReason(end, wrong[0]?.[0])}`,
  );
}

/** At least one behaviour has this verdict: else the ending came too late to be one. */
export function someVerdict(end: SuiteEnd, verdict: string): void {
  must([...verdictsOf(end.results).values()].includes(verdict), `no behaviour is "${verdict}": ${tally(end)}`);
}

/** Nothing is said against the engine: what could not be judged is an error, the rest is as ever. */
export function nothingFailed(end: SuiteEnd): void {
  onlyVerdicts(end, ...UNTOUCHED, 'error');
}

/** Every verdict is as ever, and the exit code says so. */
export function allAsEver(end: SuiteEnd): void {
  onlyVerdicts(end, ...UNTOUCHED);
  exitedWith(end, 0);
}

/** It says what is wrong in a sentence with these words, and shows no stack. */
export function saysInOneSentence(end: SuiteEnd, words: RegExp): void {
  must(words.test(end.output), `it does not say ${words}; ${lastWords(end)}`);
  must(!showsStack(end.output), `it shows a stack trace; ${lastWords(end)}`);
}

/** Whether an output has a line of a stack trace. */
export function showsStack(output: string): boolean {
  return /^\s+at .+:\d+:\d+\)?$/m.test(output);
}

function lastWords({ output }: SuiteEnd): string {
  return `its last words: ${output.trim().split('\n').slice(-6).join(' | ').slice(-700)}`;
}

function firstReason({ results }: SuiteEnd, id: string | undefined): string {
  return `of the first: ${results?.results.tests.find(({ extra }) => extra.id === id)?.message ?? 'no reason'}`;
}
