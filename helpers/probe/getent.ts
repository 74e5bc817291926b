import type { Command, CommandResult } from './batch.ts';
import { ProbeError, type SystemAnswer } from './outcome.ts';
import { lastLine } from './stderr.ts';

const SECONDS = 1000;

/** getent's exit code for a name without an address. */
const NOT_FOUND = 2;

/** timeout's exit codes for a timeout: 124; with busybox, the command ends by SIGTERM. */
const TIMED_OUT = new Set([124, 143]);

/** The command that looks up a name by the system's resolver (getaddrinfo). */
export function getentCommand(name: string, limitMs: number): Command {
  return { words: ['timeout', String(limitMs / SECONDS), 'getent', 'ahosts', name], limitMs };
}

/** The command line that a report shows. */
export function getentLine(name: string): string {
  return `getent ahosts ${name}`;
}

/** Parses the addresses that getent prints. Throws a ProbeError for an exit code that proves nothing about the name. */
export function readGetent({ exitCode, stdout, stderr }: CommandResult): SystemAnswer {
  if (exitCode === NOT_FOUND) return { kind: 'unresolved', reason: 'not found' };
  if (TIMED_OUT.has(exitCode)) return { kind: 'unresolved', reason: 'no answer' };
  // a line for each address and type of socket
  const addresses = new Set([...stdout.matchAll(/^([\d.:a-f]+)\s+[A-Z]+/gm)].map(([, address = '']) => address));
  if (exitCode === 0 && addresses.size > 0) return { kind: 'resolved', addresses: [...addresses] };
  throw new ProbeError(`getent could not look up the name (exit code ${exitCode}): ${lastLine(stderr)}`);
}
