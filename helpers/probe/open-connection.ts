import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { identityIn } from '../scenario/identity.ts';
import type { Command, CommandResult } from './batch.ts';
import { parseHeaders } from './curl.ts';
import { type SendingContainer, runInContainer } from './exec.ts';
import { recordOutcome } from './journal.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { notRepeated } from './manual-command.ts';
import { type PageAnswer, type PageOutcome, ProbeError } from './outcome.ts';
import { connectErrorInText } from './system-error.ts';
import { lastLine } from './stderr.ts';

/** How long a connection may stay open without its request; nginx waits for a minute. */
const OPEN_LIMIT_MS = 30_000;

const SECOND_MS = 1000;

/** GNU timeout, where its limit has passed. */
const TIMED_OUT = 124;

/** A TCP connection to a web server over which only the first half of a request was sent. */
export interface OpenConnection {
  /** Sends the rest of the request, and waits for the answer. */
  finish(): Promise<PageOutcome>;
}

/** Opens a connection from a container, and waits until it is established or failed. */
export async function openConnection(container: SendingContainer, url: string): Promise<OpenConnection> {
  const flag = `/tmp/connection-${randomBytes(4).toString('hex')}`;
  const result = runInContainer(container, connectionCommand(url, flag));
  // reported by `finish`
  result.catch(() => undefined);
  // the commands of one turn share an exec, which ends with the last of them
  await setImmediate();
  const opened = runInContainer(container, waitCommand(`${flag}.open`));
  await Promise.race([opened, result.catch(() => undefined)]);
  return {
    async finish() {
      await setImmediate();
      await runInContainer(container, { words: ['touch', `${flag}.go`], limitMs: ANSWER_TIMEOUT_MS });
      const ended = await result;
      const outcome: PageOutcome = {
        ...readConnection(ended, new URL(url).hostname),
        from: { kind: 'container', name: container.name },
        request: { kind: 'page', url },
        tookMs: ended.tookMs,
        evidence: { command: `bash: exec 3<>/dev/tcp/… with a request in two parts`, exitCode: ended.exitCode },
      };
      return recordOutcome(outcome, notRepeated(outcome, 'its connection is open while something changes'));
    },
  };
}

function connectionCommand(url: string, flag: string): Command {
  const { hostname, port } = new URL(url);
  const script = [
    'exec 3<>"/dev/tcp/$1/$2" || exit 7',
    String.raw`printf 'GET / HTTP/1.1\r\nHost: %s\r\n' "$1" >&3 && : >"$3.open"`,
    'until [ -e "$3.go" ]; do sleep 0.05; done',
    String.raw`printf 'Connection: close\r\n\r\n' >&3`,
    `exec timeout ${ANSWER_TIMEOUT_MS / SECOND_MS} cat <&3`,
  ].join('\n');
  const limit = String((OPEN_LIMIT_MS + ANSWER_TIMEOUT_MS) / SECOND_MS);
  const words = ['timeout', limit, 'bash', '-c', script, 'bash', hostname, port || '80', flag];
  return { words, limitMs: OPEN_LIMIT_MS + ANSWER_TIMEOUT_MS };
}

function waitCommand(file: string): Command {
  const wait = 'until [ -e "$1" ]; do sleep 0.05; done';
  return {
    words: ['timeout', String(ANSWER_TIMEOUT_MS / SECOND_MS), 'sh', '-c', wait, 'sh', file],
    limitMs: ANSWER_TIMEOUT_MS,
  };
}

/** Parses the answer over the connection. Throws a ProbeError for what proves nothing about the network. */
export function readConnection({ exitCode, stdout, stderr }: CommandResult, address: string): PageAnswer {
  const [head = '', ...body] = stdout.split('\r\n\r\n');
  const [, status] = head.match(/^HTTP\/1\.1 (\d+)/) ?? [];
  if (status !== undefined) {
    const headers = parseHeaders(head);
    return {
      kind: 'answered',
      status: Number(status),
      headers,
      body: body.join('\r\n\r\n'),
      by: identityIn(headers),
      address,
    };
  }
  if (exitCode === TIMED_OUT) return { kind: 'timed out', limitMs: ANSWER_TIMEOUT_MS };
  const unconnected = exitCode === 7 ? connectErrorInText(stderr) : undefined;
  if (unconnected) return unconnected;
  if (exitCode !== 7) return { kind: 'reset' };
  throw new ProbeError(`bash could not connect, and printed no reason: ${lastLine(stderr)}`);
}
