import { existsSync, globSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LeftOut } from './left-out.ts';

/** Steps to clean up after a run, in reverse order. */
export type Cleanup = (() => Promise<void> | void)[];

/** The command that runs a program with another time of day, and unchanged timers. */
export function withClock(offset: string, rootfs: string): string[] {
  const [library] = globSync('usr/lib/*/faketime/libfaketime.so.1', { cwd: rootfs });
  if (library === undefined) throw new LeftOut('libfaketime has no library for this architecture');
  const clock = [`FAKETIME=${offset}`, 'FAKETIME_DONT_FAKE_MONOTONIC=1', 'FAKETIME_DONT_RESET=1'];
  return ['env', `LD_PRELOAD=${join(rootfs, library)}`, ...clock];
}

/** The memory controllers of cgroup v1 and v2, and their limits. */
const MEMORY = [
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { root: '/sys/fs/cgroup', limit: 'memory.max' },
];

/** The command that runs a program in a cgroup with a memory limit, which is removed after the run. */
export function withMemory(bytes: number, cleanup: Cleanup): string[] {
  for (const { root, limit } of MEMORY) {
    const folder = join(root, `dnc-trial-${process.pid}`);
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    cleanup.push(() => rmdirSync(folder));
    if (!existsSync(join(folder, limit))) continue;
    writeFileSync(join(folder, limit), `${bytes}`);
    return ['sh', '-c', `echo 0 >${folder}/cgroup.procs; exec "$@"`, 'sh'];
  }
  throw new LeftOut('this machine has no cgroup controller for memory');
}
