/** With less than this, two test processes and Jest's own do not fit: the kernel kills one of them. */
const ROOMY_BYTES = 1024 ** 3;

/** The heap of a process where memory is short, in MiB. */
const SMALL_HEAP_MIB = 160;

/** The arguments for Jest and Node where memory is limited: one spec file at a time. */
interface MemoryLimits {
  readonly jest: readonly string[];
  readonly node: readonly string[];
}

/** How to fit into `limit` bytes, by default the limit of this process's cgroup; no arguments where there is room. */
export function memoryLimits(given: readonly string[], limit: number = process.constrainedMemory() ?? 0): MemoryLimits {
  const isRoomy = limit <= 0 || limit >= ROOMY_BYTES;
  const isChosen = given.some((word) => /^(--maxWorkers|-w|--runInBand|-i)\b/.test(word));
  if (isRoomy || isChosen) return { jest: [], node: [] };
  return { jest: ['--maxWorkers=1'], node: [`--max-old-space-size=${SMALL_HEAP_MIB}`] };
}
