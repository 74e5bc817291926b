import { quote } from '../engine/quote.ts';
import type { Command, CommandResult } from './batch.ts';
import { type PageAnswer, ProbeError } from './outcome.ts';
import { lastLine } from './stderr.ts';

/**
 * The time limit of each request: a lost packet is sent again after a second, so that each request is one attempt to connect,
 * and several times what an answer takes on a busy machine.
 */
const EACH_LIMIT_MS = 200;

/** Requests are sent in so many parts, one after another. */
const PARTS = 10;

const SECOND_MS = 1000;

/** The time limit of all requests together; a busy machine takes longer than they need. */
const LIMIT_MS = 20_000;

/** The outcome of many requests for one page: an answer, if there was any. */
export interface RepeatedAnswer {
  readonly answer: PageAnswer;
  readonly answered: number;
  /** How long the answer of one request took, on average. */
  readonly eachTookMs: number;
}

/**
 * The command that requests a page `times` times, each over a new connection: where nobody answers, it takes two seconds. Of
 * the time that an answer took, milliseconds are printed, so that equal lines are counted.
 */
export function repeatedCommand(url: string, times: number): Command {
  const limit = String(EACH_LIMIT_MS / SECOND_MS);
  const report = String.raw`=%{time_starttransfer} %{exitcode} %{http_code} %header{x-container}\n`;
  const parallel = ['--parallel', '--parallel-immediate', '--parallel-max', String(Math.ceil(times / PARTS))];
  const options = ['--disable', '--silent', '--noproxy', '*', ...parallel, '--max-time', limit];
  const words = ['curl', ...options, '--output', '/dev/null', '--write-out', report, '--', `${url}/?[1-${times}]`];
  return { words: ['sh', '-c', `${words.map(quote).join(' ')} | cut -c 1-6,10- | sort | uniq -c`], limitMs: LIMIT_MS };
}

/** The command line that a report shows. */
export function repeatedLine(url: string, times: number): string {
  return `curl --parallel --max-time ${EACH_LIMIT_MS / SECOND_MS} ${url}/?[1-${times}]`;
}

/** Parses the outcome. Throws a ProbeError where a request was not sent, or ended with an error that proves nothing. */
export function readRepeated({ stdout, stderr }: CommandResult, url: string, times: number): RepeatedAnswer {
  const counted = stdout.split('\n').flatMap((line) => {
    const [, count, seconds, exitCode, status, by] = line.match(/^ *(\d+) =(\S+) (\d+) (\d+) ?(\S*)$/) ?? [];
    if (count === undefined) return [];
    const tookMs = Number(seconds) * SECOND_MS;
    return { count: Number(count), tookMs, exitCode: Number(exitCode), status: Number(status), by };
  });
  const sent = sum(counted.map(({ count }) => count));
  if (sent !== times) throw new ProbeError(`curl sent ${sent} of ${times} requests: ${lastLine(stderr)}`);
  const unclear = counted.find(({ exitCode }) => exitCode !== 0 && exitCode !== 28);
  if (unclear)
    throw new ProbeError(`curl ended ${unclear.count} of ${times} requests with exit code ${unclear.exitCode}`);
  const answers = counted.filter(({ status }) => status > 0);
  const [first] = answers;
  if (!first) return { answer: { kind: 'timed out', limitMs: EACH_LIMIT_MS }, answered: 0, eachTookMs: EACH_LIMIT_MS };
  const answered = sum(answers.map(({ count }) => count));
  const eachTookMs = Math.ceil(sum(answers.map(({ count, tookMs }) => count * tookMs)) / answered);
  const address = new URL(url).hostname;
  const answer = { status: first.status, headers: {}, body: '', by: first.by || undefined, address };
  return { answer: { kind: 'answered', ...answer }, answered, eachTookMs };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
