import type { Permission, Subject } from '../policy/permissions.ts';
import type { Exchange } from '../requests.ts';
import { resolvesNames, sharedNetworks } from '../stack.ts';
import { type Facts, type Judged, networksOf } from './facts.ts';

/** The name of a party that another must reach gives that party's addresses on their networks, and no others. */
export function judgeName(
  facts: Facts,
  {
    from,
    to,
    subject,
    permission,
  }: { from: string; to: string; subject: Subject & { kind: 'name' }; permission: Permission },
  exchanges: readonly Exchange[],
): Judged | undefined {
  const isNeeded = permission.kind === 'required' || facts.scene.permissions.namedPorts(from, to).length > 0;
  if (!isNeeded) return undefined;
  for (const { request, answer } of exchanges) {
    const { container } = request.from;
    const networks = container ? networksOf(container) : [];
    if (answer.kind !== 'resolved') {
      const isOwn = subject.name === undefined && permission.kind !== 'required';
      const resolves =
        container && facts.containers(to).some((one) => sharedNetworks(container, one).some(resolvesNames));
      // without a common network where names resolve, the port says so
      return isOwn && !resolves ? undefined : ['failed', { kind: 'unresolved', name: request.at, networks }];
    }
    const theirs = new Set(
      facts
        .containers(to)
        .flatMap(({ endpoints }) =>
          endpoints
            .filter(({ network }) => networks.includes(network))
            .flatMap(({ address, address6 }) => [address, address6]),
        ),
    );
    const others = answer.addresses.filter((address) => !theirs.has(address));
    if (others.length > 0) return ['failed', { kind: 'another answers', name: request.at, addresses: others }];
  }
  return ['passed', { kind: 'resolved', name: exchanges[0]?.request.at ?? to }];
}
