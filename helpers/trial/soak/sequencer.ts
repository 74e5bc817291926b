import type { Test } from '@jest/test-result';
import { chanceOf, shuffled } from './draw.ts';

/** What Jest hands to a sequencer. */
interface Options {
  readonly globalConfig: { readonly seed: number };
}

/** Has Jest take the spec files in an order that its --seed alone decides, and remembers nothing of them. */
export default class ShufflingSequencer {
  private readonly seed: number;

  constructor({ globalConfig }: Options) {
    this.seed = globalConfig.seed;
  }

  sort(tests: readonly Test[]): Test[] {
    const inOrder = tests.toSorted((one, other) => (one.path < other.path ? -1 : 1));
    return shuffled(inOrder, chanceOf(this.seed));
  }

  cacheResults(): void {
    // the order of the next usual run is not to depend on a soak
  }
}
