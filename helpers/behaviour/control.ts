import { currentRun } from '../engine/run.ts';
import { NotSupportedHere } from '../engine/unsupported.ts';
import { olderThan } from '../engine/version.ts';
import { type PageOutcome, ProbeError, briefly } from '../probe/outcome.ts';
import { printProbe } from '../probe/request.ts';
import type { ContainerIdentity } from '../scenario/running.ts';
import type { Need } from './needs.ts';

/**
 * Reads what a control needs, such as the address of its container. A value that the engine does not give is the broken
 * promise of another behaviour, so that this one ends as an error.
 */
export function neededByControl<T>(what: () => T): T {
  try {
    return what();
  } catch (error) {
    throw new ProbeError(`the control cannot be probed: ${(error as Error).message}`);
  }
}

/**
 * Makes the behaviour unsupported unless this container or process answered a probe that does not depend on the engine,
 * such as from a LAN host to a process of the engine's host: a firewall of the user's is in the way.
 */
export async function skipUnlessAnswered(
  need: Need,
  probe: PageOutcome | Promise<PageOutcome>,
  { identity, name }: Pick<ContainerIdentity, 'identity' | 'name'>,
): Promise<void> {
  const outcome = await probe;
  if (outcome.kind === 'answered' && outcome.by === identity) return;
  const evidence = `a request that ${name} should answer was not answered (${printProbe(outcome)}: ${briefly(outcome)})`;
  throw new NotSupportedHere({ need, evidence });
}

/** The first version that writes firewall rules for IPv6 by itself: https://docs.docker.com/engine/release-notes/27/#ipv6 */
const FILTERS_IPV6 = '27';

/** Whether IPv6 packets are let through, or not, by rules of the engine's; else the host's own firewall decides. */
export function engineFiltersIpv6(): boolean {
  const { kind, version, settings } = currentRun().engine;
  const isOn = settings.iptables !== false && settings.ip6tables !== false;
  return isOn && (kind !== 'docker' || !olderThan(version, FILTERS_IPV6));
}
