import type * as Undici from 'undici';
import { errorCode, errorText } from '../engine/user-error.ts';
import { identityIn } from '../scenario/identity.ts';
import { OUTPUT_LIMIT_BYTES } from './limits.ts';
import { type PageAnswer, ProbeError } from './outcome.ts';
import { connectErrorOfCode } from './system-error.ts';

/**
 * Gets a page from this process, over a new connection, all of it within the limit. The URL's host is a literal address.
 * Throws a ProbeError where no request could be sent.
 */
export async function fetchPage({ Agent, request }: typeof Undici, url: string, limitMs: number): Promise<PageAnswer> {
  const agent = new Agent({
    connect: { timeout: limitMs },
    headersTimeout: limitMs,
    bodyTimeout: limitMs,
    pipelining: 0,
  });
  // undici's own limits restart with each part of an answer: a slow server never exceeds them
  const signal = AbortSignal.timeout(limitMs);
  try {
    const response = await request(url, { dispatcher: agent, signal });
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
    const known = { status: response.statusCode, headers, by: identityIn(headers), address: new URL(url).hostname };
    const { body, whole } = await firstOf(response.body);
    if (whole) return { kind: 'answered', ...known, body };
    return { kind: 'unfinished', ...known, body, why: signal.aborted ? 'timed out' : 'cut' };
  } catch (error) {
    return signal.aborted ? { kind: 'timed out', limitMs } : unanswered(error, limitMs);
  } finally {
    await agent.destroy();
  }
}

/** The beginning of a body, and whether it was received without an error. */
async function firstOf(body: AsyncIterable<Uint8Array>): Promise<{ body: string; whole: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let whole = true;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= OUTPUT_LIMIT_BYTES) break;
    }
  } catch {
    whole = false;
  }
  return { body: Buffer.concat(chunks).subarray(0, OUTPUT_LIMIT_BYTES).toString('utf8'), whole };
}

function unanswered(error: unknown, limitMs: number): PageAnswer {
  const unreached = connectErrorOfCode(errorCode(error));
  if (unreached) return unreached;
  switch (errorCode(error)) {
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return { kind: 'reset' };
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return { kind: 'timed out', limitMs };
    default:
      throw new ProbeError(`the request could not be sent: ${errorText(error)}`);
  }
}
