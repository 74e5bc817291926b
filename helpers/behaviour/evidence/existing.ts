import { joinedWithAnd } from '../../engine/joined-with-and.ts';
import { ExistingContainer, ExistingService } from '../../scenario/existing/container.ts';
import type { Member } from '../../scenario/member.ts';
import { RunningContainer } from '../../scenario/running.ts';
import type { Failure } from '../failure.ts';

/** A container, and the networks that it is on. */
interface Attached {
  readonly name: string;
  readonly networks: readonly string[];
  readonly addresses: readonly string[];
}

/** The suspected cause where a connection to a container of the user is closed that should be open. */
export function suspectConnection(
  failure: Failure | undefined,
  members: Readonly<Record<string, Member>>,
): string | undefined {
  if (failure?.kind !== 'probe' || failure.request.kind !== 'connection') return undefined;
  const { from, request, expected, observed } = failure;
  if (expected.kind !== 'answered') return undefined;
  const all = Object.values(members).flatMap(attachedIn);
  const sender = from.kind === 'container' ? all.find(({ name }) => name === from.name) : undefined;
  const target = all.find(({ addresses }) => addresses.includes(request.address));
  if (!target) return undefined;
  if (observed.kind === 'refused')
    return `no program of ${target.name} listens at port ${request.port} of ${request.address}, or a firewall rejects it`;
  if (!sender || sender.networks.some((network) => target.networks.includes(network))) return undefined;
  return `they share no network: ${sender.name} is on ${joinedWithAnd(sender.networks) || 'none'}, and ${target.name} on ${joinedWithAnd(target.networks)}`;
}

function attachedIn(member: Member): Attached[] {
  if (member instanceof ExistingContainer || member instanceof ExistingService)
    return member.replicas.map(({ name, addresses }) => ({
      name,
      networks: [...addresses.keys()],
      addresses: [...addresses.values()].flat(),
    }));
  if (!(member instanceof RunningContainer)) return [];
  return [{ name: member.name, networks: Object.keys(member.atStart.NetworkSettings.Networks), addresses: [] }];
}
