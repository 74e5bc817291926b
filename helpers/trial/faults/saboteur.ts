import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { setInterval } from 'node:timers';
import { type Instance, insideHost, runningInstances } from '../../engine/embedded/instance.ts';
import { firstChild } from '../../engine/embedded/process.ts';
import type { HostFault } from './fault.ts';

const POLL_MS = 20;

/** Who breaks a host for as long as a run goes on. */
export interface Saboteur {
  /** Stops. Throws where no host was broken into, or where the script could not do it: then the trial says nothing. */
  stop(): void;
}

/** Runs a fault's script in the host of the run's engine, or in every host of a lab that descends from the run's process. */
export function sabotage(fault: HostFault, engine: Instance, run: number): Saboteur {
  const scripts = new Map<number, ChildProcess>();
  const complaints: string[] = [];
  const breakInto = (instance: Instance): void => {
    if (!scripts.has(instance.pid)) scripts.set(instance.pid, inside(instance, fault.script, complaints));
  };
  const look = (): void => {
    for (const instance of runningInstances()) {
      if (descends(instance.pid, run) && isUp(instance)) breakInto(instance);
    }
  };
  if (fault.where === 'engine') breakInto(engine);
  const watch = fault.where === 'lab' ? setInterval(look, POLL_MS) : undefined;
  return {
    stop() {
      clearInterval(watch);
      for (const script of scripts.values()) script.kill('SIGKILL');
      if (scripts.size === 0) throw new Error(`the fault "${fault.name}" found no host to break: correct it`);
      if (complaints.length > 0)
        throw new Error(
          `the fault "${fault.name}" could not break its host (${complaints.join('; ')}): correct its script`,
        );
    },
  };
}

function inside(instance: Instance, script: string, complaints: string[]): ChildProcess {
  const shell: readonly string[] = ['/bin/sh', '-c', script];
  const [program = '', ...args] = [...insideHost(instance), ...shell];
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DOCKER_HOST: 'unix:///run/docker.sock' };
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-500);
  });
  child.once('error', ({ message }) => complaints.push(message));
  // killed with its host, or by us, it has no exit code
  child.once('close', (code) => {
    if (code) complaints.push(`exit code ${code}: ${said.trim().replaceAll('\n', ' ')}`);
  });
  return child;
}

/** Whether its host has files of its own by now: before, who starts it holds its place, and would be broken instead. */
function isUp({ pid }: Instance): boolean {
  const host = firstChild(pid);
  return host !== undefined && filesOf(host) !== undefined && filesOf(host) !== filesOf('self');
}

function filesOf(process: number | 'self'): string | undefined {
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
