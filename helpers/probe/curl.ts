import { identityIn } from '../scenario/identity.ts';
import type { Command, CommandResult } from './batch.ts';
import { FILE_LIMIT_BYTES, OUTPUT_LIMIT_BYTES } from './limits.ts';
import { type Answered, type PageAnswer, ProbeError, type Resolution, type Unresolved } from './outcome.ts';
import { lastLine } from './stderr.ts';
import { connectErrorInText } from './system-error.ts';

const SECONDS = 1000;

/** curl's exit codes for an incomplete answer: cut off, timed out, or with endless headers. */
const BROKEN_OFF = new Set([18, 28, 56]);

/** The curl command that gets a page: headers and body on stdout, its log and a final report on stderr. */
export function curlCommand(url: string, limitMs: number): Command {
  const report = '%{stderr}\n@curl %{http_code} %{time_total} %{remote_ip}';
  // --disable must be the first, to ignore an image's .curlrc
  const options = ['--disable', '--silent', '--show-error', '--verbose', '--include', '--globoff', '--noproxy', '*'];
  const limits = ['--max-time', String(limitMs / SECONDS), '--max-filesize', String(FILE_LIMIT_BYTES)];
  return { words: ['curl', ...options, ...limits, '--write-out', report, '--', url], limitMs };
}

/** The command line that a report shows. */
export function curlLine(url: string): string {
  return `curl ${url}`;
}

/**
 * Parses the outcome of curl from its exit code (https://curl.se/libcurl/c/libcurl-errors.html) and, where that is not
 * enough, the system error in its log. Throws a ProbeError for an exit code that proves nothing about the network.
 */
export function readCurl(result: CommandResult, limitMs: number, resolution?: Resolution): PageAnswer {
  const { exitCode, stderr } = result;
  const begun = answer(result);
  if (begun && BROKEN_OFF.has(exitCode)) {
    return { ...begun, kind: 'unfinished', why: exitCode === 28 ? 'timed out' : 'cut' };
  }
  switch (exitCode) {
    case 0:
    case 63: // the page is longer than the limit
      if (!begun) throw new ProbeError(`curl exited with 0, but printed no status: ${lastLine(stderr)}`);
      return begun;
    case 23: // it could not write the page: longer than the limit, or the disk is full
      if (!begun || Buffer.byteLength(result.stdout) < OUTPUT_LIMIT_BYTES) break;
      return begun;
    case 6:
      return unresolved(resolution);
    case 7:
      return unconnected(stderr);
    case 28:
      if (/Resolving timed out/.test(stderr)) return { kind: 'unresolved', reason: 'no answer' };
      return { kind: 'timed out', limitMs };
    case 52:
    case 55:
    case 56:
      return { kind: 'reset' };
  }
  throw new ProbeError(`curl could not send the request (exit code ${exitCode}): ${lastLine(stderr)}`);
}

/** How long curl took for its request, in ms; undefined where it printed no report. */
export function curlTook({ stderr }: Pick<CommandResult, 'stderr'>): number | undefined {
  const [, total] = lastLineWith(stderr, '@curl ')?.match(/^@curl \d+ (\S+)/) ?? [];
  return total === undefined ? undefined : Math.round(Number(total.replace(',', '.')) * SECONDS);
}

/** curl's error, for the evidence: `curl: (6) Could not resolve host: grafana`. */
export function curlError(stderr: string): string | undefined {
  return lastLineWith(stderr, 'curl: ');
}

function unresolved(resolution: Resolution | undefined): Unresolved {
  return { kind: 'unresolved', reason: resolution?.kind === 'unresolved' ? resolution.reason : 'unknown' };
}

function unconnected(stderr: string): PageAnswer {
  const unreached = connectErrorInText(stderr);
  if (unreached) return unreached;
  throw new ProbeError(`curl could not connect, and printed no reason: ${lastLine(stderr)}`);
}

/** The answer, as far as it was received; undefined where no server answered. */
function answer({ stdout, stderr }: CommandResult): Answered | undefined {
  const [, status, address] = lastLineWith(stderr, '@curl ')?.match(/^@curl (\d+) \S+ (\S*)$/) ?? [];
  if (!Number(status)) return undefined;
  // if curl stopped early, the end of the headers is missing
  const [head = '', ...body] = stdout.split('\r\n\r\n');
  const headers = parseHeaders(head.trimEnd());
  return {
    kind: 'answered',
    status: Number(status),
    headers,
    body: body.join('\r\n\r\n'),
    by: identityIn(headers),
    address: address ?? '',
  };
}

export function parseHeaders(text: string): Record<string, string> {
  const lines = text.split('\r\n').slice(1);
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** The last line that starts like this. A server cannot fake one: curl prefixes each line of an answer. */
function lastLineWith(text: string, start: string): string | undefined {
  return text.split('\n').findLast((line) => line.startsWith(start));
}
