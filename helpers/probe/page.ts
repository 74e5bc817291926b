import type * as Undici from 'undici';
import { errorCode, errorText } from '../engine/user-error.ts';
import { identityIn } from '../scenario/identity.ts';
import { OUTPUT_LIMIT_BYTES } from './limits.ts';
import { type PageAnswer, ProbeError } from './outcome.ts';

/**
 * Asks for a page from this process, over a connection of its own. The URL's host is a literal address.
 * Throws a ProbeError where it could not ask.
 */
export async function askForPage({ Agent, request }: typeof Undici, url: string, limitMs: number): Promise<PageAnswer> {
  const agent = new Agent({
    connect: { timeout: limitMs },
    headersTimeout: limitMs,
    bodyTimeout: limitMs,
    pipelining: 0,
  });
  try {
    const response = await request(url, { dispatcher: agent });
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
    return {
      kind: 'answered',
      status: response.statusCode,
      headers,
      body: await firstOf(response.body),
      by: identityIn(headers),
      address: new URL(url).hostname,
    };
  } catch (error) {
    return unanswered(error, limitMs);
  } finally {
    await agent.destroy();
  }
}

async function firstOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= OUTPUT_LIMIT_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, OUTPUT_LIMIT_BYTES).toString('utf8');
}

function unanswered(error: unknown, limitMs: number): PageAnswer {
  switch (errorCode(error)) {
    case 'ECONNREFUSED':
      return { kind: 'refused' };
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return { kind: 'reset' };
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return { kind: 'timed out', limitMs };
    case 'EHOSTUNREACH':
      return { kind: 'unreachable', what: 'host' };
    case 'ENETUNREACH':
      return { kind: 'unreachable', what: 'network' };
    default:
      throw new ProbeError(`it could not ask: ${errorText(error)}`);
  }
}
