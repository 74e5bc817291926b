import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setInterval } from 'node:timers';
import { type Instance, runningInstances } from '../../engine/embedded/running.ts';
import { insideHost } from '../../engine/embedded/enter.ts';
import { firstChild } from '../../engine/embedded/process.ts';
import { withTimeout } from '../../engine/timeout.ts';
import type { HostFault } from './fault.ts';
import { Rounds, hasRounds } from './rounds.ts';

/** How often hosts of a lab are looked for. */
const POLL_MS = 20;

/** How long a script that runs in rounds rests between two of them. */
const REST_MS = 100;

/** How long a container's start waits for a script that runs in rounds. */
const ROUNDS_LIMIT_MS = 3_000;

/** The niceness of the scripts, of -20 to 19. */
const SCRIPT_PRIORITY = -10;

/** The scripts that break hosts during a run. */
export interface Saboteur {
  /**
   * Resolves once a script that runs in rounds has gone through all containers that run now; at once for any other script,
   * or for one of a lab. After 3 s, it resolves in any case.
   */
  reachedAll(): Promise<void>;
  /** Stops the scripts. Throws if no host was found or a script failed: then the trial proves nothing. */
  stop(): void;
}

/** Runs a fault's script in the host of the run's engine, or in every host of a lab that descends from the run's process. */
export function sabotage(fault: HostFault, engine: Instance, run: number): Saboteur {
  const scripts = new Map<number, RunningScript>();
  const startIn = (instance: Instance): void => {
    if (!scripts.has(instance.pid)) scripts.set(instance.pid, new RunningScript(instance, fault.script));
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
      if (fault.where === 'engine') await scripts.get(engine.pid)?.rounds();
    },
    stop() {
      clearInterval(watch);
      const problems = [...scripts.values()].flatMap((script) => script.stop() ?? []);
      if (scripts.size === 0) throw new Error(`the fault "${fault.name}" found no host to break: correct it`);
      if (problems.length > 0)
        throw new Error(`the script of the fault "${fault.name}" failed (${problems.join('; ')}): correct it`);
    },
  };
}

/** A script that runs in a host. */
class RunningScript {
  private readonly child: ChildProcess;
  private readonly repeated: Rounds | undefined;
  private readonly resting: NodeJS.Timeout | undefined;
  private problem: string | undefined;

  constructor(instance: Instance, script: string) {
    const [program, ...args] = [...insideHost(instance), '/bin/sh', '-c', script];
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DOCKER_HOST: 'unix:///run/docker.sock' };
    const child = spawn(program, args, { stdio: hasRounds(script) ? 'pipe' : ['ignore', 'ignore', 'pipe'], env });
    this.child = child;
    // on a busy machine, a container's first request must not be faster than the script
    if (child.pid !== undefined) setPriority(child.pid, SCRIPT_PRIORITY);
    let lastOutput = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastOutput = `${lastOutput}${text}`.slice(-500);
    });
    child.once('error', ({ message }) => (this.problem = message));
    // a script that is killed, by us or with its host, has no exit code
    child.once('close', (code) => {
      if (code) this.problem = `exit code ${code}: ${lastOutput.trim().replaceAll('\n', ' ')}`;
    });
    if (!child.stdin || !child.stdout) return;
    const rounds = new Rounds(child.stdin, child.stdout);
    this.repeated = rounds;
    this.resting = setInterval(() => rounds.requestIfIdle(), REST_MS);
  }

  /** Resolves once it has gone through everything twice: at first, the program of a new container may not run yet. */
  async rounds(): Promise<void> {
    const limit = { waitingFor: 'a fault to reach new containers', limitMs: ROUNDS_LIMIT_MS };
    const twice = async (): Promise<void> => {
      await this.repeated?.next();
      await this.repeated?.next();
    };
    // a script that is too slow shows in what its fault does not break
    await withTimeout(limit, twice()).catch(() => undefined);
  }

  /** Ends it, and says what went wrong with it. */
  stop(): string | undefined {
    clearInterval(this.resting);
    this.child.kill('SIGKILL');
    return this.problem;
  }
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
