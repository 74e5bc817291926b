import { identityIn } from '../scenario/identity.ts';
import type { Command, CommandResult } from './exec.ts';
import { FILE_LIMIT_BYTES, OUTPUT_LIMIT_BYTES } from './limits.ts';
import { type Answered, type PageAnswer, ProbeError, type Resolution, type Unresolved } from './outcome.ts';
import { lastWords } from './stderr.ts';
import { unreachedByText } from './system-error.ts';

const SECONDS = 1000;

/** Where curl breaks off an answer that has begun: it is cut short, takes too long, or has headers beyond all measure. */
const BROKEN_OFF = new Set([18, 28, 56]);

/** The curl command that asks for a page: headers and body on stdout, what it did and a closing line on stderr. */
export function curlCommand(url: string, limitMs: number): Command {
  const report = '%{stderr}\n@curl %{http_code} %{remote_ip}';
  // first, so that an image's own .curlrc is not read
  const options = ['--disable', '--silent', '--show-error', '--verbose', '--include', '--globoff', '--noproxy', '*'];
  const limits = ['--max-time', String(limitMs / SECONDS), '--max-filesize', String(FILE_LIMIT_BYTES)];
  return { words: ['curl', ...options, ...limits, '--write-out', report, '--', url], limitMs };
}

/** The command as a person would type it. */
export function curlByHand(url: string): string {
  return `curl ${url}`;
}

/**
 * What a curl run means, by its exit code (https://curl.se/libcurl/c/libcurl-errors.html) and, where that is not
 * enough, the system's error in its log. Throws a ProbeError for an end that says nothing about the network.
 */
export function readCurl(result: CommandResult, limitMs: number, resolution?: Resolution): PageAnswer {
  const { exitCode, stderr } = result;
  const begun = answer(result);
  if (begun && BROKEN_OFF.has(exitCode)) {
    return { ...begun, kind: 'unfinished', why: exitCode === 28 ? 'timed out' : 'cut' };
  }
  switch (exitCode) {
    case 0:
    case 63: // the page is longer than we read; it did answer
      if (!begun) throw new ProbeError(`curl ended well, but gave no status: ${lastWords(stderr)}`);
      return begun;
    case 23: // it could not write the page: longer than we read, or the disk is full
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
  throw new ProbeError(`curl could not ask (exit code ${exitCode}): ${lastWords(stderr)}`);
}

/** curl's own last word, for the evidence: `curl: (6) Could not resolve host: grafana`. */
export function curlSaid(stderr: string): string | undefined {
  return lastLine(stderr, 'curl: ');
}

function unresolved(resolution: Resolution | undefined): Unresolved {
  return { kind: 'unresolved', reason: resolution?.kind === 'unresolved' ? resolution.reason : 'unknown' };
}

function unconnected(stderr: string): PageAnswer {
  const unreached = unreachedByText(stderr);
  if (unreached) return unreached;
  throw new ProbeError(`curl could not connect and did not say why: ${lastWords(stderr)}`);
}

/** The answer that curl got, as far as it came; undefined where no server spoke. */
function answer({ stdout, stderr }: CommandResult): Answered | undefined {
  const [, status, address] = lastLine(stderr, '@curl ')?.match(/^@curl (\d+) (\S*)$/) ?? [];
  if (!Number(status)) return undefined;
  // where curl gave up on a long page, its headers have no end
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

function parseHeaders(text: string): Record<string, string> {
  const lines = text.split('\r\n').slice(1);
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** The last line that begins so. curl puts a mark before each line of what a server said: none of these is forged. */
function lastLine(text: string, start: string): string | undefined {
  return text.split('\n').findLast((line) => line.startsWith(start));
}
