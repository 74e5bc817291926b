import { readFileSync } from 'node:fs';
import { descendants } from '../endings/processes.ts';
import type { EngineHost } from './engine-host.ts';

/** Starts a container on a host's engine that does nothing, and gives its process as this machine numbers it. */
export async function startSleeper({ engine, image, instance }: EngineHost): Promise<number> {
  const container = await engine.createContainer({ Image: image, Cmd: ['sleep', '86400'], name: 'ci-job' });
  await container.start();
  const { State } = await container.inspect();
  const found = descendants(instance.pid).find(({ pid }) => numberInside(pid) === State.Pid);
  if (!found) throw new Error(`the container's process ${State.Pid} is not seen from here`);
  return found.pid;
}

/** The number of a process in the pid namespace of its engine, which is the one inside this machine's. */
function numberInside(pid: number): number | undefined {
  try {
    const numbers = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^NSpid:\s+\d+\s+(\d+)/m);
    return Number(numbers?.[1]);
  } catch {
    return undefined;
  }
}
