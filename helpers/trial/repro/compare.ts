import type { ResultTest } from '../../report/ctrf.ts';

/** A question of a script, as it was answered in the run and by hand. */
export interface Question {
  readonly number: number;
  /** The line of the script that asks it. */
  readonly line: string;
  readonly inTheRun: string;
  /** Undefined where the script did not come to it. */
  readonly byHand: string | undefined;
}

/** What came of one behaviour's script. */
export interface Reproduction {
  readonly id: string;
  /** `same`: every question was answered as in the run. `impossible`: the script said that it cannot be run here. */
  readonly result: 'same' | 'different' | 'impossible';
  readonly exitCode: number | null;
  readonly seconds: number;
  readonly questions: readonly Question[];
  /** The last that it said beside its answers. */
  readonly said: string;
}

/** How a script ended, and what it said on its two outputs. */
export interface ScriptEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Says that what a script needs is not here. */
const IMPOSSIBLE = 2;

const WORDS_LIMIT = 500;

/** Lays what a script found beside what the run did. `untidy` says what it left behind, if anything. */
export function compared({ extra: { id, repro } }: ResultTest, end: ScriptEnd, untidy = ''): Reproduction {
  const answers = new Map(
    [...end.stdout.matchAll(/^(\S+) (\d+) → (.*)$/gm)]
      .filter(([, whose]) => whose === id)
      .map(([, , number, outcome]) => [Number(number), outcome]),
  );
  const asked = repro.ask
    .map((line, index) => ({ line, inTheRun: repro.observed[index] ?? '' }))
    .filter(({ inTheRun }) => inTheRun !== '');
  const questions = asked.map(({ line, inTheRun }, index) => {
    const number = index + 1;
    return { number, line, inTheRun, byHand: answers.get(number) };
  });
  const isSame = end.exitCode === 0 && untidy === '' && questions.every(({ inTheRun, byHand }) => inTheRun === byHand);
  const result = isSame ? 'same' : end.exitCode === IMPOSSIBLE ? 'impossible' : 'different';
  const { exitCode, seconds } = end;
  return {
    id,
    result,
    exitCode,
    seconds,
    questions,
    said: [end.stderr.trim().slice(-WORDS_LIMIT), untidy].filter(Boolean).join('\n'),
  };
}

const marks = { same: '✓', different: '✕', impossible: '○' } as const;

/** A reproduction as lines of a table; the questions that were answered otherwise stand below. */
export function told({ id, result, exitCode, seconds, questions, said }: Reproduction): string {
  const same = questions.filter(({ inTheRun, byHand }) => inTheRun === byHand).length;
  const line = `${marks[result]} ${id.padEnd(36)} ${same} of ${questions.length} answered the same  ${seconds.toFixed(1)} s`;
  if (result === 'same') return line;
  if (result === 'impossible') return `${line}\n    ${said}`;
  const other = questions.filter(({ inTheRun, byHand }) => inTheRun !== byHand);
  return [
    line,
    ...other.map(
      (question) =>
        `    ${question.number}. in the run: ${question.inTheRun}; by hand: ${question.byHand ?? 'not asked'}`,
    ),
    `    exit code ${exitCode}${said ? `: ${said}` : ''}`,
  ].join('\n');
}
