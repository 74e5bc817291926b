import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import type { Command, CommandResult } from './batch.ts';
import { PROGRAM_START_LIMIT_MS } from './limits.ts';
import { type Echoed, type Refused, ProbeError, type TimedOut, type Unreachable } from './outcome.ts';
import { lastLine } from './stderr.ts';
import { connectErrorInText } from './system-error.ts';

/** The program that sends ICMP echo requests. */
const PING_PROGRAM = readFileSync(new URL('../../fixtures/probe/ping.pl', import.meta.url), 'utf8');

/** Runs the Perl program $1 or, in an image without Perl, the image's own ping. */
const PING = `
program=$1 family=$2 hexadecimal=$3 limit=$4 address=$5
if command -v perl >/dev/null; then exec perl -e "$program" "$family" "$hexadecimal" "$limit"; fi
ping -c 1 -W $(((limit + 999) / 1000)) "$address" >/dev/null
case $? in 0) echo answered ;; 1) echo timed out ;; *) exit 2 ;; esac`;

/** The outcome of a ping, without the identity of who answered. */
export type PingAnswer = { readonly kind: 'replied' } | Refused | TimedOut | Unreachable;

/** The outcomes of a ping whose reply has an identity. */
export type IdentifiedPing = Exclude<PingAnswer, { readonly kind: 'replied' }> | Echoed;

/** The command that pings an address until the first reply, in a container or on a host with Perl. */
export function pingCommand(address: string, limitMs: number): Command {
  const family = isIPv6(address) ? '6' : '4';
  const args = [PING_PROGRAM, family, hexadecimalOf(address), String(limitMs), address];
  // it ends by itself at its limit, and has to be started
  return { words: ['sh', '-c', PING, 'ping', ...args], limitMs: limitMs + PROGRAM_START_LIMIT_MS };
}

/** The command line that a report shows. */
export function pingLine(address: string): string {
  return `ping -c 1 ${address}`;
}

/** Parses the outcome of that command. Throws a ProbeError where no echo request could be sent. */
export function readPing({ exitCode, stdout, stderr }: CommandResult, limitMs: number): PingAnswer {
  const [, outcome, text = ''] = stdout.match(/^(answered|timed out|failed) ?(.*)\n$/) ?? [];
  if (exitCode !== 0 || !outcome)
    throw new ProbeError(`no ping could be sent (exit code ${exitCode}): ${lastLine(stderr)}`);
  if (outcome === 'answered') return { kind: 'replied' };
  if (outcome === 'timed out') return { kind: 'timed out', limitMs };
  const unreached = connectErrorInText(text);
  if (unreached) return unreached;
  throw new ProbeError(`no ping could be sent: ${text}`);
}

/** The bytes of an address in hexadecimal digits. */
export function hexadecimalOf(address: string): string {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number)).toString('hex');
  const [head = '', tail] = address.split('::').map(groupsOf);
  const zeros = tail === undefined ? '' : '0'.repeat(32 - head.length - tail.length);
  return `${head}${zeros}${tail ?? ''}`;
}

function groupsOf(text: string): string {
  return text
    .split(':')
    .filter(Boolean)
    .map((group) => group.padStart(4, '0'))
    .join('');
}
