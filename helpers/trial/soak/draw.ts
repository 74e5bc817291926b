/** The random circumstances of one run of a soak. */
export interface Draw {
  /** Jest's seed, for the order of spec files and, with --randomize, of behaviours. */
  readonly seed: number;
  /** How many spec files run at a time. */
  readonly workers: number;
  /** How many other processes keep a CPU busy. */
  readonly load: number;
}

const MAX_WORKERS = 6;
const MAX_LOAD = 3;

/** A random integer from 0 to below `end`. */
type Random = (end: number) => number;

/** A generator that is the same for the same seed: https://github.com/cprosche/mulberry32 */
export function randomOf(seed: number): Random {
  let state = seed;
  return (end) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * end);
  };
}

/** The circumstances of a number of runs, from one seed; more runs do not change the first ones. */
export function draws(seed: number, count: number): Draw[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, () => ({
    seed: random(0x7fff_ffff),
    workers: 1 + random(MAX_WORKERS),
    load: random(MAX_LOAD + 1),
  }));
}

/** The items in random order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random(left.length), 1));
}
