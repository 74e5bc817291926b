import { currentRun } from '../engine/run.ts';
import { NotSupportedHere } from '../engine/unsupported.ts';
import { olderThan } from '../engine/version.ts';
import { type DatagramOutcome, type PageOutcome, ProbeError, summarizeOutcome } from '../probe/outcome.ts';
import type { Reach } from '../probe/reach.ts';
import { printProbe } from '../probe/request.ts';
import type { RunningLanHost } from '../scenario/hosts.ts';
import type { ContainerIdentity } from '../scenario/running.ts';
import type { Need } from './needs.ts';
import { answerInTime } from './silence.ts';

/**
 * Reads a value for a control, such as the address of its container. A missing value breaks the promise of another
 * behaviour: this one ends as an error.
 */
export function neededByControl<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ProbeError(`the control cannot be probed: ${(error as Error).message}`);
  }
}

/**
 * A value that the suite itself sets up, such as the address of a lab host. Throws a ProbeError where there is none: a
 * request to it would prove nothing.
 */
export function required<T>(what: string, value: T): NonNullable<T> {
  if (value === undefined || value === null || value === '') throw new ProbeError(`there is no ${what}`);
  return value;
}

/** The address of the engine's host on its link with a LAN host. */
export function hostAddress({ engineAddress }: RunningLanHost): string {
  return required("address of the engine's host on the link", engineAddress);
}

/** The IPv6 address of the engine's host on its link with a LAN host. */
export function hostAddress6({ link }: RunningLanHost): string {
  return required("IPv6 address of the engine's host on the link", link?.nic.address6);
}

/**
 * Makes the behaviour unsupported unless this container or process answered a probe that does not depend on the engine,
 * such as from a LAN host to a process of the engine's host: otherwise the user's own firewall drops it.
 */
export async function skipUnlessAnswered(
  need: Need,
  probe: PageOutcome | DatagramOutcome | Promise<PageOutcome | DatagramOutcome>,
  { identity, name }: Pick<ContainerIdentity, 'identity' | 'name'>,
): Promise<void> {
  const outcome = await answerInTime(await probe);
  if ((outcome.kind === 'answered' || outcome.kind === 'echoed') && outcome.by === identity) return;
  const evidence = `a request that ${name} should answer was not answered (${printProbe(outcome)}: ${summarizeOutcome(outcome)})`;
  throw new NotSupportedHere({ need, evidence });
}

/**
 * The same for a table of ways: every way must be open. The answer of a container or process by another way than the user's
 * firewall allows would be missing for the user's reasons.
 */
export async function skipUnlessOpen(need: Need, table: Reach | Promise<Reach>): Promise<void> {
  const { to, outcomes } = await table;
  for (const outcome of outcomes.values()) await skipUnlessAnswered(need, outcome, to);
}

/** The first version that writes firewall rules for IPv6 by itself: https://docs.docker.com/engine/release-notes/27/#ipv6 */
const FILTERS_IPV6 = '27';

/** Whether the engine filters IPv6 packets; if not, the host's own firewall decides. */
export function engineFiltersIpv6(): boolean {
  const { kind, version, settings } = currentRun().engine;
  const isOn = settings.iptables !== false && settings.ip6tables !== false;
  return isOn && (kind !== 'docker' || !olderThan(version, FILTERS_IPV6));
}
