import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { latest } from '../engine/poll.ts';

/** An event of a network, as `docker events` has it. */
export interface NetworkEvent {
  /** `create`, `connect`, `disconnect`, `destroy` */
  readonly action: string;
  /** The network's ID, name and driver. */
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  /** The ID of the container that was connected or disconnected. */
  readonly container: string | undefined;
}

/** Whether these are all the events that are waited for. */
export type AreAll = (events: readonly NetworkEvent[]) => boolean;

/** How long an event may take after what it is about. */
const PACE = { limitMs: 5_000, intervalMs: 20 };

/**
 * The events of a network while something is done. They are read as they come: an engine keeps only the last 256 events of
 * all kinds.
 */
export async function networkEventsDuring(
  engine: Dockerode,
  { engineName }: { readonly engineName: string },
  work: () => Promise<void>,
  areAll: AreAll,
): Promise<NetworkEvent[]> {
  const filters = JSON.stringify({ type: ['network'] });
  const stream = (await engine.getEvents({ filters } as Dockerode.GetEventsOptions)) as Readable;
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  // it is destroyed while the engine may still send
  stream.on('error', () => undefined);
  const events = (): NetworkEvent[] => parseEvents(text).filter(({ name }) => name === engineName);
  try {
    await work();
    return await latest(PACE, events, areAll);
  } finally {
    stream.destroy();
  }
}

/** Parses lines of JSON, of which the last one may be incomplete. */
export function parseEvents(text: string): NetworkEvent[] {
  const lines = text.split('\n').slice(0, -1).filter(Boolean);
  return lines.map((line) => {
    const { Action, Actor } = JSON.parse(line) as RawEvent;
    const { name = '', type = '', container } = Actor.Attributes;
    return { action: Action, id: Actor.ID, name, driver: type, container };
  });
}

interface RawEvent {
  readonly Action: string;
  readonly Actor: {
    readonly ID: string;
    readonly Attributes: { readonly name?: string; readonly type?: string; readonly container?: string };
  };
}
