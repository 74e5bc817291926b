const GIB = 1024 ** 3;

/** With less than this, the six test processes of jest.config.ts and Jest's own, 1.8 GiB, do not fit with some room. */
const ROOM_FOR_ALL_BYTES = 3 * GIB;

/** With less than this, four of them do not fit. */
const ROOM_FOR_FOUR_BYTES = 2 * GIB;

/** With less than this, two do not fit: the kernel kills one. */
const ROOM_FOR_TWO_BYTES = GIB;

/** The heap of a process where memory is short, in MiB. */
const SMALL_HEAP_MIB = 160;

/** The arguments for Jest and Node where memory is limited: fewer spec files at a time. */
interface MemoryLimits {
  readonly jest: readonly string[];
  readonly node: readonly string[];
}

/** The variable by which a process that starts several runs at once gives each its share of the memory, in bytes. */
const SHARE = 'CONFORMANCE_MEMORY';

/** The environment variables of each of `runs` runs at once. */
export function memoryShares(runs: number): Record<string, string> {
  return runs > 1 ? { [SHARE]: String(Math.floor(process.availableMemory() / runs)) } : {};
}

/** Whether Jest's arguments say how many spec files run at a time. */
export function choosesFiles(given: readonly string[]): boolean {
  return given.some((word) => /^(--maxWorkers|-w|--runInBand|-i)\b/.test(word));
}

/**
 * How to fit into `limit` bytes, by default this run's share or the limit of this process's cgroup, and how to run at
 * most `most` spec files at a time, if given; no arguments where there is room.
 */
export function memoryLimits(
  given: readonly string[],
  limit: number = Number(process.env[SHARE]) || (process.constrainedMemory() ?? 0),
  most?: number,
): MemoryLimits {
  if (choosesFiles(given)) return { jest: [], node: [] };
  if (limit <= 0 || limit >= ROOM_FOR_ALL_BYTES)
    return { jest: most === undefined ? [] : [`--maxWorkers=${most}`], node: [] };
  if (limit >= ROOM_FOR_FOUR_BYTES) return { jest: [`--maxWorkers=${Math.min(4, most ?? 4)}`], node: [] };
  if (limit >= ROOM_FOR_TWO_BYTES) return { jest: ['--maxWorkers=2'], node: [] };
  return { jest: ['--maxWorkers=1'], node: [`--max-old-space-size=${SMALL_HEAP_MIB}`] };
}
