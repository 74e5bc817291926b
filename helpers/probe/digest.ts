import type { Command, CommandResult } from './exec.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { ProbeError } from './outcome.ts';
import { lastWords } from './stderr.ts';

/** What came of a page: all of it, or as much as came until the connection ended or time was up. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
  /** curl's complaint, where it was not all of it: `curl: (28) Operation timed out …`. */
  readonly complaint?: string;
}

/** curl's exit codes when the network or the server did not bring the whole page; others say that it was not asked. */
const INCOMPLETE = new Set([6, 7, 18, 28, 52, 55, 56]);

/** The command that reads a page to its end, and tells its length and SHA-256. */
export function digestCommand(url: string): Command {
  const script = [
    'page=$(mktemp)',
    'curl --disable --silent --show-error --fail --globoff --noproxy "*" --max-time "$1" --output "$page" -- "$2"',
    'code=$?',
    'wc -c <"$page" && sha256sum "$page"',
    'rm "$page"',
    'exit $code',
  ].join('\n');
  return { words: ['sh', '-c', script, 'sh', String(ANSWER_TIMEOUT_MS / 1000), url], limitMs: ANSWER_TIMEOUT_MS };
}

/** Reads what that command said. Throws a ProbeError where the page could not be asked for. */
export function readDigest({ exitCode, stdout, stderr }: CommandResult, who: string): Digest {
  const complaint = lastWords(stderr);
  if (exitCode !== 0 && !INCOMPLETE.has(exitCode))
    throw new ProbeError(`${who}, which could not be asked: ${complaint}`);
  const [bytes, sum = ''] = stdout.trim().split('\n');
  const digest = { bytes: Number(bytes), sha256: sum.split(' ')[0] ?? '' };
  return exitCode === 0 ? digest : { ...digest, complaint };
}
