import { withoutNetworkCreation } from '../engine/network-creation.ts';
import { ahead, recordAgain } from './journal.ts';
import type { Outcome } from './outcome.ts';

/** For each question, its answer. */
export type Asked<Q extends Questions> = { readonly [K in keyof Q]: ReturnType<Q[K]> };

type Questions = Readonly<Record<string, () => Promise<Outcome>>>;

/**
 * The questions of a scenario whose answers several of its behaviours judge. All of them are put at once, when the first
 * answer is wanted: so silence is listened to once, and not once for each. Whoever takes an answer has it in its
 * evidence; one that could not be asked throws for whoever takes that one.
 */
export function sharedProbes<Q extends Questions>(questions: Q): Asked<Q> {
  let all: Map<string, Promise<Outcome>> | undefined;
  const answer = async (name: string): Promise<Outcome> => {
    all ??= puttingAll(questions);
    return recordAgain(await (all.get(name) as Promise<Outcome>));
  };
  // who takes several answers, and stops at the first, leaves the others
  const names = Object.keys(questions).map((name) => [name, { enumerable: true, get: () => kept(answer(name)) }]);
  return Object.defineProperties({}, Object.fromEntries(names)) as Asked<Q>;
}

function puttingAll(questions: Questions): Map<string, Promise<Outcome>> {
  const answers = ahead(() => new Map(Object.entries(questions).map(([name, put]) => [name, putting(put)])));
  // some of them listen for longer than the behaviour that asked first
  void withoutNetworkCreation(() => Promise.allSettled(answers.values()));
  return answers;
}

function putting(put: () => Promise<Outcome>): Promise<Outcome> {
  return kept((async () => put())());
}

/** A promise that nobody need wait for: that it is rejected is for whoever does. */
function kept<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
