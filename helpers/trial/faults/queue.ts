import { type NextFault, isOnFreshEngine } from './lane.ts';

/** A fault in the queue. */
interface Waiting extends NextFault {
  /** How many behaviours must fail: each of them waits for an answer that does not come. */
  readonly weight: number;
}

/**
 * The faults that are still to be judged, those that take long first. A lane that prefers faults on intact engines gets
 * these first, suite by suite, so that it seldom needs another engine; another lane gets those on engines of their own.
 */
export class Queue<Item extends Waiting> {
  private readonly intact: Item[];
  private readonly fresh: Item[];

  constructor(items: readonly Item[]) {
    const longFirst = items.toSorted((one, other) => other.weight - one.weight);
    const bySuite = longFirst.toSorted((one, other) => one.suite.localeCompare(other.suite));
    this.intact = bySuite.filter(({ fault }) => !isOnFreshEngine(fault));
    this.fresh = longFirst.filter(({ fault }) => isOnFreshEngine(fault));
  }

  /** Takes the next fault for a lane. */
  take(prefersFresh: boolean): Item | undefined {
    return this.inOrder(prefersFresh).shift()?.shift();
  }

  /** What `take` would give now. */
  peek(prefersFresh: boolean): Item | undefined {
    return this.inOrder(prefersFresh)[0]?.[0];
  }

  private inOrder(prefersFresh: boolean): Item[][] {
    const order = prefersFresh ? [this.fresh, this.intact] : [this.intact, this.fresh];
    return order.filter(({ length }) => length > 0);
  }
}
