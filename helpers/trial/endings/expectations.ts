import { slowness } from '../../run/machine-speed.ts';
import { type SuiteEnd, HEALTHY_VERDICTS, lastLines, verdictsOf } from '../../run/suite-run.ts';
import { must } from './wrong-ending.ts';

/** The number of behaviours by verdict: `9 passed, 3 error`. */
export function countsOf(end: SuiteEnd): string {
  const counts = new Map<string, number>();
  for (const verdict of verdictsOf(end.results).values()) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'no verdict';
}

/** The run ended with this exit code. */
export function exitedWith(end: SuiteEnd, code: number): void {
  must(
    end.exitCode === code,
    `exit code ${end.exitCode ?? end.signal} instead of ${code}; its last lines: ${lastLines(end.output)}`,
  );
}

/** The run ended in time; a slow machine has longer. */
export function endedWithin(seconds: number, limit: number): void {
  const here = limit * slowness();
  must(seconds <= here, `the run took ${seconds.toFixed(1)} s, the limit is ${here.toFixed(0)} s`);
}

/** Every behaviour has one of these verdicts, and there is at least one. */
export function onlyVerdicts(end: SuiteEnd, ...allowed: readonly string[]): void {
  const verdicts = [...verdictsOf(end.results)];
  must(verdicts.length > 0, `there are no verdicts; its last lines: ${lastLines(end.output)}`);
  const wrong = verdicts.filter(([, verdict]) => !allowed.includes(verdict));
  must(
    wrong.length === 0,
    `wrong verdicts: ${wrong.map(([id, verdict]) => `${id} ${verdict}`).join(', ')}; ${firstReason(end, wrong[0]?.[0])}`,
  );
}

/** At least one behaviour has this verdict: otherwise the ending was provoked too late. */
export function someVerdict(end: SuiteEnd, verdict: string): void {
  must([...verdictsOf(end.results).values()].includes(verdict), `no behaviour is "${verdict}": ${countsOf(end)}`);
}

/** No behaviour failed: those that could not be judged are errors, every other verdict is that of a healthy engine. */
export function nothingFailed(end: SuiteEnd): void {
  onlyVerdicts(end, ...HEALTHY_VERDICTS, 'error');
}

/** Every verdict is that of a healthy engine, and the exit code is 0. */
export function everyVerdictAsUsual(end: SuiteEnd): void {
  onlyVerdicts(end, ...HEALTHY_VERDICTS);
  exitedWith(end, 0);
}

/** The run prints what is wrong in a sentence with these words, without a stack trace. */
export function printsOneSentence(end: SuiteEnd, words: RegExp): void {
  must(words.test(end.output), `the run does not print ${words}; its last lines: ${lastLines(end.output)}`);
  must(!showsStack(end.output), `the run prints a stack trace; its last lines: ${lastLines(end.output)}`);
}

/** Whether an output has a line of a stack trace. */
export function showsStack(output: string): boolean {
  return /^\s+at .+:\d+:\d+\)?$/m.test(output);
}

function firstReason({ results }: SuiteEnd, id: string | undefined): string {
  return `reason of the first: ${results?.results.tests.find(({ extra }) => extra.id === id)?.message ?? 'none'}`;
}
