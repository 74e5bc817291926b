import { readFileSync } from 'node:fs';
import type { Command, CommandResult } from './batch.ts';
import { echoedIn } from './datagram.ts';
import { PROGRAM_START_LIMIT_MS } from './limits.ts';
import { ProbeError } from './outcome.ts';
import { hexadecimalOf } from './ping.ts';
import { lastLine } from './stderr.ts';

/** The program that sends a datagram that must not be fragmented. */
const PROGRAM = readFileSync(new URL('../../fixtures/probe/unfragmented.pl', import.meta.url), 'utf8');

/** The result of a packet that must not be fragmented. */
export interface UnfragmentedReply {
  /** `too long`: the sender's kernel knows that the packet does not fit. */
  readonly kind: 'answered' | 'too long' | 'timed out' | 'failed';
  /** The identity of the server that answered. */
  readonly by?: string | undefined;
}

/** The command that sends an IPv4 packet of this length, headers included, to a UDP server. */
export function unfragmentedCommand(address: string, port: number, bytes: number, limitMs: number): Command {
  const args = [hexadecimalOf(address), String(port), String(bytes), String(limitMs)];
  return { words: ['perl', '-e', PROGRAM, ...args], limitMs: limitMs + PROGRAM_START_LIMIT_MS };
}

/** Parses its result. Throws a ProbeError where it could not be sent. */
export function readUnfragmented({ exitCode, stdout, stderr }: CommandResult): UnfragmentedReply {
  const [, kind, text = ''] = stdout.match(/^(answered|too long|timed out|failed) ?(.*)\n$/s) ?? [];
  if (exitCode !== 0 || !kind)
    throw new ProbeError(`no unfragmented datagram could be sent (exit code ${exitCode}): ${lastLine(stderr)}`);
  return kind === 'answered' ? { kind, by: echoedIn(text).by } : { kind: kind as UnfragmentedReply['kind'] };
}
