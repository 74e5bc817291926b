import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { EndSignal } from '../engine/embedded/engine-process.ts';
import type { OwnInstance } from '../engine/embedded/instance.ts';
import { withTimeout } from '../engine/timeout.ts';
import type { RunningEngineHost } from './hosts.ts';
import type { RunningContainer } from './running.ts';
import { recordStep } from './steps.ts';

/** `systemctl stop docker` on a host of the scenario, or `systemctl kill --signal KILL docker`. */
export async function stopEngine(host: RunningEngineHost, end: EndSignal = 'TERM'): Promise<void> {
  await instanceOf(host).stopEngine(end);
  recordStep({ line: `# on the host ${host.name}: ${end === 'TERM' ? 'stop the engine' : 'kill the engine'}` });
}

/**
 * `systemctl start docker` after `stopEngine`, until the engine runs these containers and their servers answer: their
 * addresses and ephemeral host ports may be others.
 */
export async function startEngine(host: RunningEngineHost, containers: readonly RunningContainer[]): Promise<void> {
  await instanceOf(host).startEngine();
  recordStep({ line: `# on the host ${host.name}: start the engine` });
  const running = await Promise.allSettled(containers.map((container) => container.untilRunning()));
  const failed = running.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** Stops and starts the engine of a host. */
export async function restartEngine(
  host: RunningEngineHost,
  containers: readonly RunningContainer[],
  end: EndSignal = 'TERM',
): Promise<void> {
  await stopEngine(host, end);
  await startEngine(host, containers);
}

/** How long an engine may take to read its configuration. */
const RELOAD_LIMIT_MS = 10_000;

/** `systemctl reload docker`, until the engine sends the event of its reload. */
export async function reloadEngine(host: RunningEngineHost): Promise<void> {
  const filters = JSON.stringify({ type: ['daemon'], event: ['reload'] });
  const events = (await host.engine.getEvents({ filters } as Dockerode.GetEventsOptions)) as Readable;
  // they are closed while the engine may still send
  events.on('error', () => undefined);
  try {
    const reloaded = once(events, 'data');
    const limit = { waitingFor: `the engine of ${host.name} to reload its configuration`, limitMs: RELOAD_LIMIT_MS };
    await instanceOf(host).reloadEngine(async () => void (await withTimeout(limit, reloaded)));
  } finally {
    events.destroy();
  }
  recordStep({ line: `# on the host ${host.name}: have the engine reload its configuration` });
}

function instanceOf({ name, lab }: RunningEngineHost): OwnInstance {
  // behaviours that call this need the lab
  if (!lab) throw new Error(`the engine of ${name} is the user's, which is not stopped`);
  return lab.instance;
}
