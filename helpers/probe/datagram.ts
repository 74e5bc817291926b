import { readFileSync } from 'node:fs';
import type { Command, CommandResult } from './exec.ts';
import { type DatagramAnswer, ProbeError } from './outcome.ts';
import { lastWords } from './stderr.ts';
import { unreachedByText } from './system-error.ts';

const SECONDS = 1000;

/** From this exit code on, a shell says that a program could not be run, or was killed. */
const NOT_RUN = 126;

/** How timeout says that time was up: 124, and busybox's, which becomes the command, by the end of that by SIGTERM. */
const TIME_WAS_UP = new Set([124, 143]);

/**
 * Sends one datagram and prints the answer, by bash, since no image need have a program for it. The socket is a
 * connected one: an answer from another address than the one that was asked is none.
 */
const ASK = `timeout "$1" bash -c 'exec 3<>"/dev/udp/$0/$1" && printf "who?" >&3 && dd bs=4096 count=1 status=none <&3' "$2" "$3"`;

/** The program that does it. */
export const FORGE = readFileSync(new URL('../../fixtures/attack/forge.pl', import.meta.url), 'utf8');

/** The command that asks the server at an address and a UDP port who it is. */
export function datagramCommand(address: string, port: number, limitMs: number): Command {
  return { words: ['sh', '-c', ASK, 'ask', String(limitMs / SECONDS), address, String(port)], limitMs };
}

/** The command as a person would type it. */
export function datagramByHand(address: string, port: number): string {
  return `echo 'who?' | nc -u -w 1 ${address} ${port}`;
}

/** The command that asks as if it were another container, by frames of its own making: fixtures/attack/forge.pl. */
export function forgeryCommand(victim: string, server: string, port: number, limitMs: number): Command {
  return { words: ['perl', '-e', FORGE, victim, server, String(port), String(limitMs)], limitMs };
}

/** What came of a datagram. Throws a ProbeError for an end that says nothing about the network. */
export function readDatagram({ exitCode, stdout, stderr }: CommandResult, limitMs: number): DatagramAnswer {
  if (exitCode === 0 && stdout) return echoed(stdout);
  if (TIME_WAS_UP.has(exitCode)) return { kind: 'timed out', limitMs };
  // a program that may not be run is denied permission, too
  const unreached = exitCode < NOT_RUN ? unreachedByText(stderr) : undefined;
  if (unreached) return unreached;
  throw new ProbeError(`no datagram could be sent (exit code ${exitCode}): ${lastWords(stderr)}`);
}

/** What came of a forged datagram. Throws a ProbeError where it could not be tried. */
export function readForgery({ exitCode, stdout, stderr }: CommandResult, limitMs: number): DatagramAnswer {
  const [, said, text = ''] = stdout.match(/^(answered|timed out|forbidden) ?(.*)\n$/s) ?? [];
  if (exitCode !== 0 || !said)
    throw new ProbeError(`nothing could be forged (exit code ${exitCode}; it takes perl): ${lastWords(stderr)}`);
  if (said === 'answered') return echoed(text);
  return said === 'forbidden' ? { kind: 'forbidden' } : { kind: 'timed out', limitMs };
}

/** `dnc-1a2b3c-4d5e-nginx 172.18.0.3`: who answered, and the address that it saw the question come from. */
function echoed(text: string): DatagramAnswer {
  const [, by, client] = text.match(/^(\S+) (\S+)$/) ?? [];
  return { kind: 'echoed', by, client };
}
