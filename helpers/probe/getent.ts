import type { Command, CommandResult } from './batch.ts';
import { timeBetween } from './clock.ts';
import { TIMED_OUT } from './limits.ts';
import { ProbeError, type SystemAnswer } from './outcome.ts';
import { lastLine } from './stderr.ts';

const SECONDS = 1000;

/** How long a series of lookups may take: much longer than a hundred that are answered. */
const SERIES_LIMIT_SECONDS = 15;

/** getent's exit code for a name without an address. */
const NOT_FOUND = 2;

/**
 * Looks up each name, one after another, each within $1 seconds, and prints its times and exit code. After $2 seconds, a
 * name that is not found at once gets no answer.
 */
const LOOK_UP_EACH = `
limit=$1 all=$2
shift 2
for name; do
  [ "$SECONDS" -lt "$all" ] || limit=0.1
  printf '@ %s\\n' "$EPOCHREALTIME"
  timeout "$limit" getent ahosts "$name"
  printf '= %s %s\\n' "$?" "$EPOCHREALTIME"
done`;

/** The command that looks up names by the system's resolver (getaddrinfo), one after another. */
export function getentCommand(names: readonly string[], limitMs: number): Command {
  return {
    words: ['bash', '-c', LOOK_UP_EACH, 'getent', String(limitMs / SECONDS), String(SERIES_LIMIT_SECONDS), ...names],
    limitMs: SERIES_LIMIT_SECONDS * SECONDS + limitMs,
  };
}

/** The command line that a report shows. */
export function getentLine(name: string): string {
  return `getent ahosts ${name}`;
}

/** The answer of the system's resolver, and how it was got. */
export type ReadAnswer = SystemAnswer & {
  readonly exitCode: number;
  /** None where the image's bash has no clock. */
  readonly tookMs?: number;
};

/** Parses the answer for each of these names. Throws a ProbeError where one could not be looked up. */
export function readGetentSeries({ stdout, stderr }: CommandResult, names: readonly string[]): ReadAnswer[] {
  const found = [...stdout.matchAll(/^@ (\S*)\n(.*?)^= (\d+) (\S*)$/gms)];
  if (found.length !== names.length)
    throw new ProbeError(`getent could not look up ${names.length} names: ${lastLine(stderr || stdout)}`);
  return found.map(([, sent = '', printed = '', exitCode = '', answered = '']) =>
    readOne({ exitCode: Number(exitCode), stdout: printed, stderr }, timeBetween(sent, answered)),
  );
}

function readOne(result: Omit<CommandResult, 'tookMs'>, time: { readonly tookMs?: number }): ReadAnswer {
  return { ...readGetent(result), exitCode: result.exitCode, ...time };
}

/** Parses the addresses that getent prints. Throws a ProbeError for an exit code that proves nothing about the name. */
export function readGetent({ exitCode, stdout, stderr }: Omit<CommandResult, 'tookMs'>): SystemAnswer {
  if (exitCode === NOT_FOUND) return { kind: 'unresolved', reason: 'not found' };
  if (TIMED_OUT.has(exitCode)) return { kind: 'unresolved', reason: 'no answer' };
  // a line for each address and type of socket
  const addresses = new Set([...stdout.matchAll(/^([\d.:a-f]+)\s+[A-Z]+/gm)].map(([, address = '']) => address));
  if (exitCode === 0 && addresses.size > 0) return { kind: 'resolved', addresses: [...addresses] };
  throw new ProbeError(`getent could not look up the name (exit code ${exitCode}): ${lastLine(stderr)}`);
}
