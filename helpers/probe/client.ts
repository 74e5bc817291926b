import type { DatagramOutcome, PageOutcome } from './outcome.ts';

/** The address that the answering server saw the question come from, as it says in X-Client or in its datagram; undefined where none answered. */
export function clientSeen(outcome: PageOutcome | DatagramOutcome): string | undefined {
  if (outcome.kind === 'echoed') return outcome.client;
  return outcome.kind === 'answered' ? outcome.headers['x-client'] : undefined;
}
