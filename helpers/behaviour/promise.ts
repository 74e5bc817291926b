import { expect } from '@jest/globals';
import { UserError } from '../engine/user-error.ts';
import { type BehaviourOptions, behaviour } from './behaviour.ts';
import { promiseId } from './user-specs.ts';

/** What a promise may say of itself. */
export type PromiseOptions = Partial<Pick<BehaviourOptions, 'docs' | 'why' | 'needs' | 'limitMs'>>;

type Judge = () => Promise<void>;

/** The sentences of this spec so far, each once. */
const sentences = new Set<string>();

/**
 * Declares a promise about the user's own network, and the function that judges it. Its sentence is its title in every
 * report, and its id is made of that: two of one spec need different ones.
 */
export function promise(sentence: string, judge: Judge): void;
export function promise(sentence: string, options: PromiseOptions, judge: Judge): void;
export function promise(sentence: string, second: PromiseOptions | Judge, third?: Judge): void {
  const options = typeof second === 'function' ? {} : second;
  const judge = typeof second === 'function' ? second : third;
  if (!judge)
    throw new UserError(`The promise "${sentence}" has no function that judges it: add one as the last argument.`);
  const id = promiseId(expect.getState().testPath ?? '', sentence);
  if (sentences.has(id))
    throw new UserError(`Two promises of one spec are "${sentence}": give each a sentence of its own.`);
  sentences.add(id);
  behaviour(id, sentence, { docs: '', ...options }, judge);
}
