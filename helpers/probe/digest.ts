import type { Command, CommandResult } from './batch.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { ProbeError } from './outcome.ts';
import { lastLine } from './stderr.ts';

/** The length and digest of a page, or of its beginning where the connection ended or timed out. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
  /** curl's error, where it is incomplete: `curl: (28) Operation timed out …`. */
  readonly error?: string;
}

/** curl's exit codes for an incomplete page; with others, no request was sent. */
const INCOMPLETE = new Set([6, 7, 18, 28, 52, 55, 56]);

/** The command that downloads a page, and prints its length and SHA-256. */
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

/** Parses the output of that command. Throws a ProbeError where no request could be sent. */
export function readDigest({ exitCode, stdout, stderr }: CommandResult, who: string): Digest {
  const error = lastLine(stderr);
  if (exitCode !== 0 && !INCOMPLETE.has(exitCode)) throw new ProbeError(`${who}, but no request was sent: ${error}`);
  const [bytes, sum = ''] = stdout.trim().split('\n');
  const digest = { bytes: Number(bytes), sha256: sum.split(' ')[0] ?? '' };
  return exitCode === 0 ? digest : { ...digest, error };
}
