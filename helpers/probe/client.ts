import type { PageOutcome } from './outcome.ts';

/** The address that the answering server saw the question come from, as it says in X-Client; undefined where none answered. */
export function clientSeen(outcome: PageOutcome): string | undefined {
  return outcome.kind === 'answered' ? outcome.headers['x-client'] : undefined;
}
