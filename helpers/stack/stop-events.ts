import type Dockerode from 'dockerode';
import { type OutputStream, readOutput } from '../engine/read-output.ts';

type Inspected = Dockerode.ContainerInspectInfo;

/** How long an engine may take to list its events. */
const LIMIT = { waitingFor: 'the events of the engine', limitMs: 3_000 };

/** How much earlier than the end of a container its event may be, by the clocks of the engine and its shim. */
const EARLIER_MS = 10_000;

/**
 * The ids of those of these containers that a user has stopped, as far as the engine remembers its events: Docker keeps
 * the last 256. A container that ended with 0 was a job otherwise, or a server, which ends so as well when it is stopped.
 */
export async function stoppedByHand(engine: Dockerode, ended: readonly Inspected[]): Promise<ReadonlySet<string>> {
  if (ended.length === 0) return new Set();
  const since = Math.min(...ended.map(({ State }) => Date.parse(State.FinishedAt) - EARLIER_MS));
  // without an end in the past, the engine keeps the stream open
  const window = { since: seconds(since), until: seconds(Date.now()) };
  const filters = { type: ['container'], event: ['stop'], container: ended.map(({ Id }) => Id) };
  try {
    const options = { ...window, filters, abortSignal: AbortSignal.timeout(LIMIT.limitMs) };
    const stream = (await engine.getEvents(options as Dockerode.GetEventsOptions)) as OutputStream;
    return stopsIn((await readOutput(stream, LIMIT)).toString(), ended);
  } catch {
    // an engine without events remembers nothing
    return new Set();
  }
}

/** The containers whose last end was a stop, by lines of JSON. */
export function stopsIn(text: string, ended: readonly Pick<Inspected, 'Id' | 'State'>[]): ReadonlySet<string> {
  const events = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { readonly timeNano: number; readonly Actor: { readonly ID: string } });
  const isStopped = ({ Id, State }: Pick<Inspected, 'Id' | 'State'>): boolean => {
    const earliest = Date.parse(State.FinishedAt) - EARLIER_MS;
    return events.some(({ timeNano, Actor }) => Actor.ID === Id && timeNano / 1_000_000 >= earliest);
  };
  return new Set(ended.filter(isStopped).map(({ Id }) => Id));
}

function seconds(ms: number): number {
  return Number((ms / 1000).toFixed(3));
}
