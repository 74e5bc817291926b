import { latest } from '../engine/poll.ts';
import { currentRun } from '../engine/run.ts';
import { toolkit } from '../engine/toolkit.ts';
import { comparablePage } from './comparable.ts';
import { curlByHand } from './curl.ts';
import { record } from './journal.ts';
import { ANSWER_TIMEOUT_MS, FORWARDING_LIMIT_MS } from './limits.ts';
import type { PageAnswer, PageOutcome } from './outcome.ts';
import { askForPage } from './page.ts';
import { typedPage } from './typed.ts';

const POLL_MS = 100;

/** What can be asked from where the specs run. */
export interface TestProcessVantage {
  /** Asks for a page over a connection of its own. The URL's host is a literal address: a name could hide a second one. */
  get(url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
}

/** The vantage point of the test process itself: a program on the machine that the specs run on. */
export const fromTestProcess: TestProcessVantage = {
  async get(url, { withinMs = ANSWER_TIMEOUT_MS } = {}) {
    const started = performance.now();
    const outcome = await askOnceForwarded(url, withinMs);
    const tookMs = Math.round(performance.now() - started);
    const evidence = { command: curlByHand(url) };
    const from = { kind: 'test-process' } as const;
    const asked: PageOutcome = { ...outcome, from, request: { kind: 'page', url }, tookMs, evidence };
    const observed = { output: 'page', lines: comparablePage(outcome) } as const;
    return record(asked, { command: typedPage('this machine', url, withinMs), observed });
  },
};

/**
 * Where the engine's host is not this one, another program forwards its published ports, and comes to know of them a
 * little later than the engine: a refusal counts once it has lasted.
 */
async function askOnceForwarded(url: string, limitMs: number): Promise<PageAnswer> {
  const forwardingMs = currentRun().engine.location.sharesNetwork ? 0 : FORWARDING_LIMIT_MS;
  return latest(
    { limitMs: forwardingMs, intervalMs: POLL_MS },
    () => askForPage(toolkit().undici, url, limitMs),
    ({ kind }) => kind !== 'refused' && kind !== 'reset',
  );
}
