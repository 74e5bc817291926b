import { quote } from '../engine/quote.ts';
import type { Command, CommandResult } from './batch.ts';
import { type PageAnswer, ProbeError } from './outcome.ts';
import { lastLine } from './stderr.ts';

/** The time limit of each request: one lost packet is not sent again, so that each request asks once. */
const EACH_LIMIT_MS = 50;

/** How many are sent at a time. */
const AT_A_TIME = 40;

const SECOND_MS = 1000;

/** The time limit of all requests together; a busy machine takes longer than they need. */
const LIMIT_MS = 20_000;

/** The outcome of many requests for one page: an answer, if there was any. */
export interface RepeatedAnswer {
  readonly answer: PageAnswer;
  readonly answered: number;
}

/** The command that requests a page `times` times, each over a new connection: 800 a second where nobody answers. */
export function repeatedCommand(url: string, times: number): Command {
  const limit = String(EACH_LIMIT_MS / SECOND_MS);
  const report = String.raw`=%{exitcode} %{http_code} %header{x-container}\n`;
  const parallel = ['--parallel', '--parallel-immediate', '--parallel-max', String(AT_A_TIME)];
  const options = ['--disable', '--silent', '--noproxy', '*', ...parallel, '--max-time', limit];
  const words = ['curl', ...options, '--output', '/dev/null', '--write-out', report, '--', `${url}/?[1-${times}]`];
  return { words: ['sh', '-c', `${words.map(quote).join(' ')} | sort | uniq -c`], limitMs: LIMIT_MS };
}

/** The command line that a report shows. */
export function repeatedLine(url: string, times: number): string {
  return `curl --parallel --max-time ${EACH_LIMIT_MS / SECOND_MS} ${url}/?[1-${times}]`;
}

/** Parses the outcome. Throws a ProbeError where a request was not sent, or ended with an error that proves nothing. */
export function readRepeated({ stdout, stderr, tookMs }: CommandResult, url: string, times: number): RepeatedAnswer {
  const counted = stdout.split('\n').flatMap((line) => {
    const [, count, exitCode, status, by] = line.match(/^ *(\d+) =(\d+) (\d+) ?(\S*)$/) ?? [];
    return count === undefined ? [] : { count: Number(count), exitCode: Number(exitCode), status: Number(status), by };
  });
  const sent = counted.reduce((sum, { count }) => sum + count, 0);
  if (sent !== times) throw new ProbeError(`curl sent ${sent} of ${times} requests: ${lastLine(stderr)}`);
  const unclear = counted.find(({ exitCode }) => exitCode !== 0 && exitCode !== 28);
  if (unclear)
    throw new ProbeError(`curl ended ${unclear.count} of ${times} requests with exit code ${unclear.exitCode}`);
  const answers = counted.filter(({ status }) => status > 0);
  const answered = answers.reduce((sum, { count }) => sum + count, 0);
  const [first] = answers;
  if (!first) return { answer: { kind: 'timed out', limitMs: tookMs }, answered };
  const address = new URL(url).hostname;
  const answer = { status: first.status, headers: {}, body: '', by: first.by || undefined, address };
  return { answer: { kind: 'answered', ...answer }, answered };
}
