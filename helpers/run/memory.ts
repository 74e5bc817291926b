/** With less than this, two test processes beside Jest's own do not fit: the kernel ends one of them. */
const ROOMY_BYTES = 1024 ** 3;

/** How much of its memory a process may keep that is not in use, in MiB, where there is little. */
const SMALL_HEAP_MIB = 160;

/** What Jest is told, and Node, where the memory of this process is limited: spec files go one at a time then. */
export interface Frugality {
  readonly jest: readonly string[];
  readonly node: readonly string[];
}

/** How to fit into `limit` bytes, by default the limit of this process's cgroup; nothing where there is room. */
export function frugality(asked: readonly string[], limit: number = process.constrainedMemory() ?? 0): Frugality {
  const isRoomy = limit <= 0 || limit >= ROOMY_BYTES;
  const isChosen = asked.some((word) => /^(--maxWorkers|-w|--runInBand|-i)\b/.test(word));
  if (isRoomy || isChosen) return { jest: [], node: [] };
  return { jest: ['--maxWorkers=1'], node: [`--max-old-space-size=${SMALL_HEAP_MIB}`] };
}
