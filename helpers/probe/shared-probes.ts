import { withoutNetworkCreation } from '../engine/network-creation.ts';
import { recordTaken, sendAhead } from './journal.ts';
import type { Connections } from './connect.ts';
import type { Outcome } from './outcome.ts';
import { type Reach, outcomesIn } from './reach.ts';

type Probes = Readonly<Record<string, () => Promise<Outcome | Reach | Connections>>>;

/** The outcome of each probe. */
export type SharedOutcomes<P extends Probes> = { readonly [K in keyof P]: ReturnType<P[K]> };

/**
 * Probes whose outcomes several behaviours of a scenario use. All of them are sent at once, when the first outcome is
 * read: the timeouts of blocked requests pass together. An outcome is evidence of every behaviour that reads it; a probe
 * that could not be sent throws where its outcome is read.
 */
export function sharedProbes<P extends Probes>(probes: P): SharedOutcomes<P> {
  let sent: Map<string, Promise<Outcome | Reach | Connections>> | undefined;
  const outcomeOf = async (name: string): Promise<Outcome | Reach | Connections> => {
    sent ??= sendAll(probes);
    const taken = await (sent.get(name) as Promise<Outcome | Reach | Connections>);
    for (const outcome of outcomesIn(taken)) recordTaken(outcome);
    return taken;
  };
  // a behaviour that reads several outcomes may stop at the first
  const names = Object.keys(probes).map((name) => [name, { enumerable: true, get: () => handled(outcomeOf(name)) }]);
  return Object.defineProperties({}, Object.fromEntries(names)) as SharedOutcomes<P>;
}

function sendAll(probes: Probes): Map<string, Promise<Outcome | Reach | Connections>> {
  // the behaviour that reads the first outcome may rely on no isolation, and others may take longer than it
  const sentAlone = (send: Probes[string]) => handled(withoutNetworkCreation(async () => send()));
  return sendAhead(() => new Map(Object.entries(probes).map(([name, send]) => [name, sentAlone(send)])));
}

/** A promise whose rejection is not reported as unhandled; it still rejects for its readers. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
