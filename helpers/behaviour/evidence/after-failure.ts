import type { Probe } from '../../probe/journal.ts';
import { requestedHost } from '../../probe/request.ts';
import { RunningContainer } from '../../scenario/running.ts';
import { openScenario } from '../../scenario/scenario.ts';
import { type Member, withContainersOfProjects } from '../../scenario/member.ts';
import type { Failure } from '../failure.ts';
import { collect } from './collect.ts';
import { suspectConnection } from './existing.ts';
import type { Facts } from './facts.ts';
import type { Section } from './section.ts';
import { suspect } from './suspicion.ts';

/** The evidence of a failure, in addition to the failure itself. */
export interface AfterFailure {
  /** The state of the members of the scenario that were involved. */
  readonly collected?: readonly Section[];
  /** The suspected cause, as a sentence. */
  readonly suspicion?: string;
}

/** Collects evidence of a failure while its scenario still runs, and suspects a cause. */
export async function afterFailure(failure: Failure | undefined, probes: readonly Probe[]): Promise<AfterFailure> {
  const open = openScenario();
  if (!open?.members) return {};
  const members = withContainersOfProjects(open.members);
  const involved = failure?.kind === 'probe' ? involvedIn(probes, members) : [];
  const wanted = involved.length > 0 ? involved : Object.keys(members);
  const { sections, facts } = await collect(members, open.since, new Set(wanted));
  const suspicion = suspectConnection(failure, open.members) ?? suspectSafely(failure, facts, probes);
  return { collected: sections, ...(suspicion === undefined ? {} : { suspicion }) };
}

/** An error of the analysis must not change the verdict. */
function suspectSafely(failure: Failure | undefined, facts: Facts, probes: readonly Probe[]): string | undefined {
  try {
    return suspect(failure, facts, probes);
  } catch {
    return undefined;
  }
}

/** The members that sent a request, answered one, should have answered one, or that one was sent to. */
function involvedIn(probes: readonly Probe[], members: Readonly<Record<string, Member>>): string[] {
  return Object.entries(members).flatMap(([name, member]) => {
    const container = 'container' in member ? member.container : member;
    if (!(container instanceof RunningContainer)) return [];
    return probes.some((probe) => isInvolved(container, probe)) ? [name] : [];
  });
}

function isInvolved({ name, identity, atStart, declaration }: RunningContainer, probe: Probe): boolean {
  const { from, judged } = probe;
  const host = requestedHost(probe.request);
  const endpoints = Object.values(atStart.NetworkSettings.Networks);
  const addresses = endpoints.flatMap(({ IPAddress, GlobalIPv6Address }) => [IPAddress, GlobalIPv6Address]);
  return (
    (from.kind === 'container' && from.name === name) ||
    ('by' in probe && probe.by === identity) ||
    (judged?.expected.kind === 'answered' && judged.expected.by.identity === identity) ||
    (judged?.expected.kind === 'resolved' && judged.expected.to.some((owner) => owner.name === name)) ||
    addresses.includes(host) ||
    [declaration.alias ?? []].flat().includes(host)
  );
}
