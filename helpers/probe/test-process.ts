import { setTimeout } from 'node:timers/promises';
import { currentRun } from '../engine/run.ts';
import { toolkit } from '../engine/toolkit.ts';
import { errorCode, errorText } from '../engine/user-error.ts';
import { identityIn } from '../scenario/servers.ts';
import { curlByHand } from './curl.ts';
import { journaled } from './journal.ts';
import { ANSWER_LIMIT_MS, FORWARDING_LIMIT_MS, OUTPUT_LIMIT_BYTES } from './limits.ts';
import { type PageAnswer, type PageOutcome, ProbeError } from './outcome.ts';

const POLL_MS = 100;

/** What can be asked from where the specs run. */
export interface TestProcessVantage {
  /** Asks for a page over a connection of its own. The URL's host is a literal address: a name could hide a second one. */
  get(url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
}

/** The vantage point of the test process itself: a program on the machine that the specs run on. */
export const fromTestProcess: TestProcessVantage = {
  async get(url, { withinMs = ANSWER_LIMIT_MS } = {}) {
    const started = performance.now();
    const outcome = await askOnceForwarded(url, withinMs);
    const tookMs = Math.round(performance.now() - started);
    const evidence = { command: curlByHand(url) };
    return journaled({ ...outcome, from: 'the test process', question: `GET ${url}`, tookMs, evidence });
  },
};

/**
 * Where the engine's host is not this one, another program forwards its published ports, and comes to know of them a
 * little later than the engine: a refusal counts once it has lasted.
 */
async function askOnceForwarded(url: string, limitMs: number): Promise<PageAnswer> {
  const deadline = currentRun().engine.location.sharesNetwork ? 0 : Date.now() + FORWARDING_LIMIT_MS;
  for (;;) {
    const outcome = await ask(url, limitMs);
    if ((outcome.kind !== 'refused' && outcome.kind !== 'reset') || Date.now() > deadline) return outcome;
    await setTimeout(POLL_MS);
  }
}

async function ask(url: string, limitMs: number): Promise<PageAnswer> {
  const { Agent, request } = toolkit().undici;
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
      throw new ProbeError(`the test process could not ask: ${errorText(error)}`);
  }
}
