import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Identifies one process: `machine/pid/start`. The kernel reuses a pid, but not with the same start time. */
export type Owner = string;

/** The start time of a process in clock ticks since boot; undefined without such a process, or without /proc. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    return state === 'Z' || state === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** The identity of a process on this machine, this one by default. */
export function ownerOf(pid: number = process.pid): Owner {
  return `${machine()}/${pid}/${startTime(pid) ?? '-'}`;
}

/** The process id in an identity. */
export function pidOf(owner: Owner): number {
  return Number(owner.split('/')[1]);
}

/** This boot of this machine: pids and start times are valid only within it. */
function machine(): string {
  return `${installation()}:${firstOf('/proc/sys/kernel/random/boot_id')}`;
}

/** This machine across boots. The host name is not unique: many machines are called localhost. */
function installation(): string {
  return `${hostname()}-${firstOf('/etc/machine-id')}`;
}

function firstOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, 8).trim();
  } catch {
    return '';
  }
}

/** Whether an owner is running. `elsewhere`: it is of another machine, and cannot be checked. */
export function stateOf(owner: Owner): 'alive' | 'gone' | 'elsewhere' {
  const [where, pid, start] = owner.split('/');
  if (where !== machine()) return where?.split(':')[0] === installation() ? 'gone' : 'elsewhere';
  if (start !== '-') return startTime(Number(pid)) === start ? 'alive' : 'gone';
  try {
    process.kill(Number(pid), 0);
    return 'alive';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'alive' : 'gone';
  }
}
