/** What is left to chance in one run of a soak. */
export interface Draw {
  /** Jest's seed, which orders the spec files and, where that is wanted, their behaviours. */
  readonly seed: number;
  /** How many spec files go on at a time. */
  readonly workers: number;
  /** How many processes are busy beside the run. */
  readonly load: number;
}

const MOST_WORKERS = 4;
const MOST_LOAD = 3;

/** A whole number from 0 to below `end`. */
type Chance = (end: number) => number;

/** Chance that is the same for the same seed: https://github.com/cprosche/mulberry32 */
export function chanceOf(seed: number): Chance {
  let state = seed;
  return (end) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * end);
  };
}

/** What so many runs are like, all of it from one seed: the first ones stay the same where there are more. */
export function draws(seed: number, count: number): Draw[] {
  const chance = chanceOf(seed);
  return Array.from({ length: count }, () => ({
    seed: chance(0x7fff_ffff),
    workers: 1 + chance(MOST_WORKERS),
    load: chance(MOST_LOAD + 1),
  }));
}

/** The items in another order, each order as likely as the others. */
export function shuffled<T>(items: readonly T[], chance: Chance): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(chance(left.length), 1));
}
