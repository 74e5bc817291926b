import { lookup } from 'node:dns/promises';
import { latest } from '../engine/poll.ts';
import { currentRun } from '../engine/run.ts';
import { toolkit } from '../engine/toolkit.ts';
import { comparablePage } from './comparable.ts';
import { curlLine } from './curl.ts';
import { type DatagramSeries, type DatagramSeriesOptions, sendSeries } from './datagram-series.ts';
import { recordOutcome } from './journal.ts';
import { ANSWER_TIMEOUT_MS, FORWARDING_LIMIT_MS } from './limits.ts';
import type { PageAnswer, PageOutcome } from './outcome.ts';
import { fetchPage } from './page.ts';
import { hostnameOf } from './request.ts';
import { SendingSocket } from './sending-socket.ts';
import { fetchHalfClosed } from './half-closed.ts';
import { manualCurl, notRepeated } from './manual-command.ts';
import { timed } from './on-host.ts';

const POLL_MS = 100;

/** The requests of the test process. */
export interface TestProcessVantage {
  /** Gets a page over a new connection. The URL's host is a literal address, because a name could resolve to several. */
  get(url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
  /** Gets a page over a connection of which it ends its own half at once: the answer must still come, and be whole. */
  getHalfClosed(url: string): Promise<PageOutcome>;
  /** Opens a socket that sends a datagram ten times a second until it is closed, from one port. */
  sendTo(address: string, port: number): Promise<SendingSocket>;
  /** Sends many datagrams within a short time, each once, and counts the replies. */
  sendSeries(address: string, port: number, options: DatagramSeriesOptions): Promise<DatagramSeries>;
  /** The addresses of a name by the system's resolver, as programs get them. */
  addressesOf(name: string): Promise<string[]>;
}

/** The vantage point of the test process: a program on the machine that runs the specs. */
export const fromTestProcess: TestProcessVantage = {
  async get(url, { withinMs = ANSWER_TIMEOUT_MS } = {}) {
    const started = performance.now();
    const outcome = await fetchOnceForwarded(url, withinMs);
    const tookMs = Math.round(performance.now() - started);
    const evidence = { command: curlLine(url) };
    const from = { kind: 'test-process' } as const;
    const result: PageOutcome = { ...outcome, from, request: { kind: 'page', url }, tookMs, evidence };
    const observed = { output: 'page', lines: comparablePage(outcome) } as const;
    const again = (limitMs: number): Promise<PageOutcome> => fromTestProcess.get(url, { withinMs: limitMs });
    return recordOutcome(result, { command: manualCurl('this machine', url, withinMs), observed, again });
  },
  async getHalfClosed(url) {
    const { answer, tookMs } = await timed(async () => fetchHalfClosed(url, ANSWER_TIMEOUT_MS));
    const command = `printf 'GET ${new URL(url).pathname} HTTP/1.0\\r\\n\\r\\n' | nc -N ${hostnameOf(url)} ${new URL(url).port}`;
    const sent = {
      from: { kind: 'test-process' },
      request: { kind: 'page', url },
      tookMs,
      evidence: { command },
    } as const;
    const outcome: PageOutcome = { ...answer, ...sent };
    return recordOutcome(outcome, notRepeated(outcome, 'curl ends no half of its connection'));
  },
  sendTo: (address, port) => SendingSocket.open(address, port),
  sendSeries,
  async addressesOf(name) {
    const found = await lookup(name, { all: true });
    return [...new Set(found.map(({ address }) => address))];
  },
};

/**
 * Where the engine is on another host, another program forwards its published ports, with a delay: a refused connection
 * counts only if it stays refused.
 */
async function fetchOnceForwarded(url: string, limitMs: number): Promise<PageAnswer> {
  const forwardingMs = currentRun().engine.location.sharesNetwork ? 0 : FORWARDING_LIMIT_MS;
  return latest(
    { limitMs: forwardingMs, intervalMs: POLL_MS },
    () => fetchPage(toolkit().undici, url, limitMs),
    ({ kind }) => kind !== 'refused' && kind !== 'reset',
  );
}
