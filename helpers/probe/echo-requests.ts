import { randomUUID } from 'node:crypto';
import type { RunningListener } from '../scenario/listener.ts';
import { RunningContainer } from '../scenario/running.ts';
import { COUNTERS_COMMAND, type Family, echoRequests, ownCounters } from './counters.ts';
import { type Runnable, runInContainer } from './exec.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { ProbeError } from './outcome.ts';

/** A host or container whose kernel counts the echo requests that it received. */
export interface Pinged {
  /** Identifies its counters: they begin at 0 in a new network namespace. */
  readonly namespace: string;
  /** Its counters, as its kernel prints them. */
  counters(): Promise<string>;
  /** What they were before the ping, if not 0. */
  readonly before?: string;
}

/** How many replies were taken for those of each network namespace. */
const replies = new Map<string, number>();

/**
 * Whether the reply to a ping can be from a host or container: its kernel received at least as many echo requests as all
 * replies that were taken for its own. A reply itself has no identity but its address, for which another host may answer.
 */
export async function hasReplied(pinged: Pinged, family: Family): Promise<boolean> {
  const key = `${pinged.namespace} ${family}`;
  const taken = (replies.get(key) ?? 0) + 1;
  replies.set(key, taken);
  const received = echoRequests(await pinged.counters(), family) - echoRequests(pinged.before ?? '', family);
  return received >= taken;
}

/**
 * A container, whose network namespace is new with each start, unless it is the host's or another container's: then others
 * may be pinged there as well, and its counters are compared with those before each ping.
 */
export async function pingedContainer(container: RunningContainer): Promise<Pinged> {
  const { StartedAt } = container.atStart.State;
  const counters = (): Promise<string> => countersIn(container);
  if (isOfOthers(container)) return { namespace: randomUUID(), before: await counters(), counters };
  return { namespace: `${container.id} ${StartedAt}`, counters };
}

function isOfOthers(container: RunningContainer): boolean {
  return container.declaration.on.kind === 'shared' || container.isOnHostNetwork;
}

/** The host of a listener, which others may ping as well: its counters are compared with those before each ping. */
export async function pingedHost({ on }: RunningListener): Promise<Pinged> {
  const counters = async (): Promise<string> => (on ? countersIn(on) : ownCounters());
  return { namespace: randomUUID(), before: await counters(), counters };
}

/** The counters of the network namespace of a container. */
export async function countersIn(container: Runnable): Promise<string> {
  const read = await runInContainer(container, { words: COUNTERS_COMMAND, limitMs: ANSWER_TIMEOUT_MS });
  if (read.exitCode !== 0) throw new ProbeError(`the counters of ${container.name} cannot be read: ${read.stderr}`);
  return read.stdout;
}
