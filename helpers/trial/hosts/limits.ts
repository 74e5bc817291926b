import { existsSync, globSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LeftOut } from './left-out.ts';

/** What is done after a run, the last first. */
export type Undo = (() => Promise<void> | void)[];

/** The words that run a program with another time of day; its timers go on as they are. */
export function withClock(offset: string, rootfs: string): string[] {
  const [library] = globSync('usr/lib/*/faketime/libfaketime.so.1', { cwd: rootfs });
  if (library === undefined) throw new LeftOut('the package libfaketime has no library for this machine');
  const clock = [`FAKETIME=${offset}`, 'FAKETIME_DONT_FAKE_MONOTONIC=1', 'FAKETIME_DONT_RESET=1'];
  return ['env', `LD_PRELOAD=${join(rootfs, library)}`, ...clock];
}

/** The memory controllers of cgroup v1 and v2, and their limits. */
const MEMORY = [
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { root: '/sys/fs/cgroup', limit: 'memory.max' },
];

/** The words that run a program in a cgroup with so much memory; it goes with the run. */
export function withMemory(bytes: number, undo: Undo): string[] {
  for (const { root, limit } of MEMORY) {
    const folder = join(root, `dnc-trial-${process.pid}`);
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    undo.push(() => rmdirSync(folder));
    if (!existsSync(join(folder, limit))) continue;
    writeFileSync(join(folder, limit), `${bytes}`);
    return ['sh', '-c', `echo 0 >${folder}/cgroup.procs; exec "$@"`, 'sh'];
  }
  throw new LeftOut('this machine has no cgroup controller for memory');
}
