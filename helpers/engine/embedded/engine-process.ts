import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { poll } from '../poll.ts';
import { firstChild, signal } from './process.ts';
import type { Instance } from './running.ts';
import { slotFolder } from './slot.ts';

/** How an engine is ended: it shuts down, or it is killed. */
export type EndSignal = 'TERM' | 'KILL';

const STOP_LIMIT_MS = 20_000;
const POLL_MS = 20;

/** Has the signal that the host sends to its engine; while it exists, the host does not start it again: fixtures/engine/inside.sh. */
const heldFile = (name: string): string => join(slotFolder(name), 'run', 'held');

/** Ends the engine of a host, which stays. */
export async function stopEngine(instance: Instance, end: EndSignal): Promise<void> {
  const { name } = instance;
  signalEngine(instance, end);
  const hasEnded = (): boolean => !existsSync(join(slotFolder(name), 'run', 'engine.pid'));
  const waitingFor = `the engine of the embedded host ${name} to end`;
  await poll({ waitingFor, limitMs: STOP_LIMIT_MS, intervalMs: POLL_MS }, hasEnded);
}

/** Sends an engine the signal by which it reads its configuration again; `untilReloaded` waits until it has. */
export async function reloadEngine(instance: Instance, untilReloaded: () => Promise<void>): Promise<void> {
  signalEngine(instance, 'HUP');
  try {
    await untilReloaded();
  } finally {
    rmSync(heldFile(instance.name), { force: true });
  }
}

/** Has the host of an engine send it a signal. */
function signalEngine({ name, pid }: Instance, kind: EndSignal | 'HUP'): void {
  writeFileSync(heldFile(name), kind);
  const host = firstChild(pid);
  if (host) signal(host, 'SIGUSR1');
}

/** Starts the engine of a host again. */
export async function startEngine({ name }: Instance, untilAnswering: () => Promise<void>): Promise<void> {
  rmSync(heldFile(name), { force: true });
  await untilAnswering();
}
