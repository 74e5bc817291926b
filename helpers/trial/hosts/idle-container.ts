import { readFileSync } from 'node:fs';
import { descendants } from '../endings/processes.ts';
import type { EngineHost } from './engine-host.ts';

/** Starts a container that only sleeps, and gives the pid of its process on this machine. */
export async function startIdleContainer({ engine, image, instance }: EngineHost): Promise<number> {
  const container = await engine.createContainer({ Image: image, Cmd: ['sleep', '86400'], name: 'ci-job' });
  await container.start();
  const { State } = await container.inspect();
  const found = descendants(instance.pid).find(({ pid }) => pidInside(pid) === State.Pid);
  if (!found) throw new Error(`the container's process ${State.Pid} is not visible from this pid namespace`);
  return found.pid;
}

/** The pid of a process in the pid namespace of its engine, which is inside this machine's. */
function pidInside(pid: number): number | undefined {
  try {
    const pids = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^NSpid:\s+\d+\s+(\d+)/m);
    return Number(pids?.[1]);
  } catch {
    return undefined;
  }
}
