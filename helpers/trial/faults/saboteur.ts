import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setInterval } from 'node:timers';
import { type Instance, runningInstances } from '../../engine/embedded/running.ts';
import { insideHost } from '../../engine/embedded/enter.ts';
import { firstChild } from '../../engine/embedded/process.ts';
import { latest } from '../../engine/poll.ts';
import { ROUNDS } from './alter.ts';
import type { HostFault } from './fault.ts';

const POLL_MS = 20;

/** How long a container's start waits for a script that repeats. */
const ROUNDS_LIMIT_MS = 3_000;

/** The niceness of the scripts, of -20 to 19. */
const SCRIPT_PRIORITY = -10;

/** The scripts that break hosts during a run. */
export interface Saboteur {
  /**
   * Resolves once a script that repeats has gone through all containers that run now; at once for any other script, or for
   * one of a lab. After 3 s, it resolves in any case.
   */
  reachedAll(): Promise<void>;
  /** Stops the scripts. Throws if no host was found or a script failed: then the trial proves nothing. */
  stop(): void;
}

/** Runs a fault's script in the host of the run's engine, or in every host of a lab that descends from the run's process. */
export function sabotage(fault: HostFault, engine: Instance, run: number): Saboteur {
  const scripts = new Map<number, ChildProcess>();
  const problems: string[] = [];
  const startIn = (instance: Instance): void => {
    if (!scripts.has(instance.pid)) scripts.set(instance.pid, inside(instance, fault.script, problems));
  };
  const lookForHosts = (): void => {
    for (const instance of runningInstances()) {
      if (descends(instance.pid, run) && isUp(instance)) startIn(instance);
    }
  };
  if (fault.where === 'engine') startIn(engine);
  const watch = fault.where === 'lab' ? setInterval(lookForHosts, POLL_MS) : undefined;
  return {
    async reachedAll() {
      // the round that runs now may have passed the newest container
      const reached = roundsOf(engine) + 2;
      if (fault.where === 'lab' || !fault.script.includes(ROUNDS)) return;
      await latest(
        { limitMs: ROUNDS_LIMIT_MS, intervalMs: POLL_MS },
        () => roundsOf(engine),
        (rounds) => rounds >= reached,
      );
    },
    stop() {
      clearInterval(watch);
      for (const script of scripts.values()) script.kill('SIGKILL');
      if (scripts.size === 0) throw new Error(`the fault "${fault.name}" found no host to break: correct it`);
      if (problems.length > 0)
        throw new Error(`the script of the fault "${fault.name}" failed (${problems.join('; ')}): correct it`);
    },
  };
}

/** How many rounds a script has completed in a host. */
function roundsOf({ pid }: Instance): number {
  return statSync(`/proc/${firstChild(pid)}/root${ROUNDS}`, { throwIfNoEntry: false })?.size ?? 0;
}

function inside(instance: Instance, script: string, problems: string[]): ChildProcess {
  const shell: readonly string[] = ['/bin/sh', '-c', script];
  const [program = '', ...args] = [...insideHost(instance), ...shell];
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DOCKER_HOST: 'unix:///run/docker.sock' };
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env });
  // on a busy machine, a container's first request must not be faster than the script
  if (child.pid !== undefined) setPriority(child.pid, SCRIPT_PRIORITY);
  let lastOutput = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastOutput = `${lastOutput}${text}`.slice(-500);
  });
  child.once('error', ({ message }) => problems.push(message));
  // a script that is killed, by us or with its host, has no exit code
  child.once('close', (code) => {
    if (code) problems.push(`exit code ${code}: ${lastOutput.trim().replaceAll('\n', ' ')}`);
  });
  return child;
}

/** Whether the host has its own mounts yet: before that, the script would break the machine of the trial. */
function isUp({ pid }: Instance): boolean {
  const host = firstChild(pid);
  return host !== undefined && mountsOf(host) !== undefined && mountsOf(host) !== mountsOf('self');
}

function mountsOf(process: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${process}/ns/mnt`);
  } catch {
    return undefined;
  }
}

/** Whether a process is a child of another one, or a child's child. */
function descends(pid: number, from: number): boolean {
  for (let at = pid; at > 1; at = parentOf(at)) if (at === from) return true;
  return false;
}

function parentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^PPid:\s+(\d+)/m)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
