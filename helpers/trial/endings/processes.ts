import { readFileSync, readdirSync } from 'node:fs';

/** A process of this machine, from /proc. */
interface Process {
  readonly pid: number;
  readonly parent: number;
  /** The first 15 characters of its program's name. */
  readonly name: string;
}

/** Every running process, without those that end while they are read. */
export function processes(): Process[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      const stat = contentOf(`/proc/${pid}/stat`);
      return stat === undefined ? [] : parseStat(stat);
    });
}

/** Parses /proc/PID/stat: `12 (a name) S 1 …`. A zombie gives none. */
export function parseStat(stat: string): Process[] {
  const [, pid, name = '', state, parent] = stat.match(/^(\d+) \((.*)\) (\S) (\d+) /s) ?? [];
  return pid === undefined || state === 'Z' ? [] : [{ pid: Number(pid), parent: Number(parent), name }];
}

/** The descendants of a process, without itself. */
export function descendants(of: number, among: readonly Process[] = processes()): Process[] {
  const children = among.filter(({ parent }) => parent === of);
  return [...children, ...children.flatMap(({ pid }) => descendants(pid, among))];
}

/** Whether the environment that a process was started with has this `NAME=value`. */
export function wasStartedWith(pid: number, variable: string): boolean {
  return contentOf(`/proc/${pid}/environ`)?.split('\0').includes(variable) ?? false;
}

/** The cgroups of a process, from /proc; empty where it has ended. */
export function cgroupsOf(pid: number): string {
  return contentOf(`/proc/${pid}/cgroup`) ?? '';
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
