import { readFileSync } from 'node:fs';
import type { Command, CommandResult } from './batch.ts';
import { TIMED_OUT } from './limits.ts';
import { type DatagramAnswer, type Echoed, ProbeError } from './outcome.ts';
import { lastLine } from './stderr.ts';
import { connectErrorInText } from './system-error.ts';

const SECONDS = 1000;

/** From this exit code on, a program could not be run, or was killed. */
const NOT_RUN = 126;

/**
 * Sends a datagram until the server replies, at most four times, and prints the reply. bash does it, because an image may
 * have no other program for it. The socket is connected: a reply from a different address is dropped.
 */
const SEND = `timeout "$1" bash -c '
exec 3<>"/dev/udp/$0/$1" && printf "who?" >&3 || exit
{ for again in 1 2 3; do sleep 0.4; printf "who?" >&3; done; } 2>/dev/null &
dd bs=4096 count=1 status=none <&3
ended=$?
kill $!
exit $ended' "$2" "$3"`;

/** The program that sends a datagram with another container's source address, or past the routes of its kernel. */
export const SPOOF_PROGRAM = readFileSync(new URL('../../fixtures/attack/spoof.pl', import.meta.url), 'utf8');

/** The command that sends a datagram to an address and UDP port. */
export function datagramCommand(address: string, port: number, limitMs: number): Command {
  return { words: ['sh', '-c', SEND, 'send', String(limitMs / SECONDS), address, String(port)], limitMs };
}

/** The command line that a report shows. */
export function datagramLine(address: string, port: number): string {
  return `echo 'who?' | nc -u -w 1 ${address} ${port}`;
}

/** A datagram that a program makes itself, with another container's source address or past the routes of its kernel. */
export interface CraftedDatagram {
  readonly source: string;
  readonly address: string;
  readonly port: number;
  /** The host on its network that it is sent to. */
  readonly gateway?: string;
}

/** The arguments of fixtures/attack/spoof.pl. */
export function craftedDatagramWords({ source, address, port, gateway }: CraftedDatagram, limitMs: number): string[] {
  return [source, address, String(port), String(limitMs), ...(gateway === undefined ? [] : [gateway])];
}

/** The command that sends a datagram by fixtures/attack/spoof.pl. */
export function craftedDatagramCommand(datagram: CraftedDatagram, limitMs: number): Command {
  return { words: ['perl', '-e', SPOOF_PROGRAM, ...craftedDatagramWords(datagram, limitMs)], limitMs };
}

/** Parses the outcome of a datagram. Throws a ProbeError for an exit code that proves nothing about the network. */
export function readDatagram({ exitCode, stdout, stderr }: CommandResult, limitMs: number): DatagramAnswer {
  if (exitCode === 0 && stdout) return echoedIn(stdout);
  if (TIMED_OUT.has(exitCode)) return { kind: 'timed out', limitMs };
  // a program without execute permission fails with the same "Permission denied"
  const unreached = exitCode < NOT_RUN ? connectErrorInText(stderr) : undefined;
  if (unreached) return unreached;
  throw new ProbeError(`no datagram could be sent (exit code ${exitCode}): ${lastLine(stderr)}`);
}

/** Parses the outcome of a spoofed datagram. Throws a ProbeError where it could not be sent. */
export function readSpoofedDatagram({ exitCode, stdout, stderr }: CommandResult, limitMs: number): DatagramAnswer {
  const [, outcome, text = ''] = stdout.match(/^(answered|timed out|forbidden) ?(.*)\n$/s) ?? [];
  if (exitCode !== 0 || !outcome)
    throw new ProbeError(
      `no spoofed datagram could be sent (exit code ${exitCode}; it needs perl): ${lastLine(stderr)}`,
    );
  if (outcome === 'answered') return echoedIn(text);
  return outcome === 'forbidden' ? { kind: 'forbidden' } : { kind: 'timed out', limitMs };
}

/** `dnc-1a2b3c-4d5e-nginx 172.18.0.3`: the server's identity, and the client's address as the server saw it. */
export function echoedIn(text: string): Echoed {
  const [, by, client] = text.match(/^(\S+) (\S+)$/) ?? [];
  return { kind: 'echoed', by, client };
}
