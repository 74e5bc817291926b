import type { DatagramOutcome, PageOutcome } from './outcome.ts';

/** The client's address as the server saw it, from X-Client or its datagram; undefined without an answer. */
export function clientAddress(outcome: PageOutcome | DatagramOutcome): string | undefined {
  if (outcome.kind === 'echoed') return outcome.client;
  return outcome.kind === 'answered' ? outcome.headers['x-client'] : undefined;
}
