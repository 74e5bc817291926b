import type { DatagramOutcome, PageOutcome } from './outcome.ts';
import type { Reach } from './reach.ts';

/** The client's address as the server saw it, from X-Client or its datagram; undefined without an answer. */
export function clientAddress(outcome: PageOutcome | DatagramOutcome): string | undefined {
  if (outcome.kind === 'echoed') return outcome.client;
  return outcome.kind === 'answered' ? outcome.headers['x-client'] : undefined;
}

/** The different client addresses that a server saw by TCP and UDP; a ping does not show it. */
export function clientAddresses({ outcomes }: Reach): (string | undefined)[] {
  const seen = [...outcomes].flatMap(([way, outcome]) => (way === 'ping' ? [] : [clientAddress(outcome)]));
  return [...new Set(seen)];
}
