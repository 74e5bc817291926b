import { from } from '../probe/from.ts';
import { NO_ANSWER_TIMEOUT_MS } from '../probe/limits.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { eventually } from './eventually.ts';

/**
 * Waits until the engine's host answers these containers at their IPv6 gateways, or for ten seconds:
 * duplicate address detection keeps a gateway silent for a second or two after its bridge is up. The host knows a
 * container's MAC address from then on, so that its own requests do not end with a search for it that began in that time.
 */
export async function untilGatewaysAnswer(
  { port }: { readonly port: number },
  ...containers: readonly RunningContainer[]
): Promise<void> {
  const answers = async (container: RunningContainer): Promise<boolean> => {
    const url = `http://[${container.gateway6}]:${port}`;
    const { kind } = await from(container).get(url, { withinMs: NO_ANSWER_TIMEOUT_MS });
    // a process that listens on IPv4 only has the host refuse, and that is the gateway's answer as well
    return kind === 'answered' || kind === 'refused';
  };
  await Promise.all(containers.map((container) => eventually(() => answers(container), Boolean)));
}

/** Sends each probe once what it waits for is done, which is begun with the first of them. */
export function onceDone(wait: () => Promise<unknown>): <T>(probe: () => Promise<T>) => Promise<T> {
  let done: Promise<unknown> | undefined;
  return async (probe) => {
    await (done ??= wait());
    return probe();
  };
}
