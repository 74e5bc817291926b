import type { Test } from '@jest/test-result';
import { randomOf, shuffled } from './draw.ts';

/** Jest's options of a sequencer. */
interface Options {
  readonly globalConfig: { readonly seed: number };
}

/** Orders the spec files by Jest's --seed alone, without Jest's cache of earlier runs. */
export default class ShufflingSequencer {
  private readonly seed: number;

  constructor({ globalConfig }: Options) {
    this.seed = globalConfig.seed;
  }

  sort(tests: readonly Test[]): Test[] {
    const inOrder = tests.toSorted((one, other) => (one.path < other.path ? -1 : 1));
    return shuffled(inOrder, randomOf(this.seed));
  }

  cacheResults(): void {
    // a soak must not affect the order of later runs
  }
}
