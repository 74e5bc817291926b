import type { HostAnswer, ResolverAnswer } from '../../fixtures/lab/host.ts';
import type { RunningNeighbour } from '../scenario/hosts.ts';
import { curlByHand } from './curl.ts';
import { journaled } from './journal.ts';
import { ANSWER_LIMIT_MS } from './limits.ts';
import { type PageOutcome, ProbeError } from './outcome.ts';

/** What can be asked from a host that has no engine. */
export interface NeighbourVantage {
  /** Asks for a page; the URL's host is a literal address. */
  get(url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
  /** How it was asked for a name, as a resolver: `A over UDP`, in order. */
  asked(name: string): Promise<readonly string[]>;
}

/** The vantage point of a host on the same link as the engine's. */
export function ofNeighbour({ name, host }: RunningNeighbour): NeighbourVantage {
  return {
    async get(url, { withinMs = ANSWER_LIMIT_MS } = {}) {
      const started = performance.now();
      const said = (await host.ask({ url, withinMs })) as HostAnswer;
      if ('unasked' in said) throw new ProbeError(`the host ${name} could not ask ${url}: ${said.unasked}`);
      const tookMs = Math.round(performance.now() - started);
      const evidence = { command: curlByHand(url) };
      return journaled({ ...said.answer, from: `the host ${name}`, question: `GET ${url}`, tookMs, evidence });
    },
    asked: async (asked) => ((await host.ask({ askedFor: asked })) as ResolverAnswer).asked,
  };
}
