import type { Permission, Subject } from '../policy/permissions.ts';
import type { Asked } from '../requests.ts';
import { type StackContainer, sharedNetworks } from '../stack.ts';
import { type Facts, type Judged, networksOf } from './facts.ts';

/** A port or a ping that must work: at each address on each network that two containers are both on. */
export function judgeRequired(
  facts: Facts,
  { from, to, subject }: { from: string; to: string; subject: Subject },
  asked: readonly Asked[],
): Judged {
  const missing = facts.missingListener(to, subject);
  if (missing) return ['failed', missing];
  const own = asked.filter(({ request }) => request.door === 'own');
  const published = asked.find(({ request, answer }) => request.door === 'published' && answer.kind === 'open');
  if (from === 'host') return anyOpen(asked);
  for (const asker of facts.containers(from))
    for (const target of facts.containers(to)) {
      const shared = sharedNetworks(asker, target);
      const isHost = asker.attached === 'host' || target.attached === 'host';
      const expected = isHost ? own : own.filter((one) => isAt(one, asker, target, shared));
      if (expected.length === 0)
        return published
          ? ['failed', { kind: 'published only', asked: published }]
          : ['failed', { kind: 'no common network', from: networksOf(asker), to: networksOf(target) }];
      const elsewhere = expected.find(({ answer }) => answer.kind === 'elsewhere');
      if (elsewhere) return ['failed', { kind: 'elsewhere', asked: elsewhere }];
      const closed = expected.filter(({ answer }) => answer.kind !== 'open');
      if (closed.length > 0) return ['failed', { kind: 'closed', asked: closed }];
    }
  return ['passed', { kind: 'open', asked: own[0] as Asked, networks: [] }];
}

/** A port or a ping that no rule allows, by whatever door. */
export function judgeForbidden(
  facts: Facts,
  { from, to, subject, permission }: { from: string; to: string; subject: Subject; permission: Permission },
  asked: readonly Asked[],
): Judged {
  const { permissions, policy } = facts.scene;
  const open = asked.find(({ answer }) => answer.kind === 'open');
  if (open) {
    const isWayBack = !permission.rule && open.request.door === 'own' && permissions.allowsAny(to, from);
    if (isWayBack && !policy.strict.includes('ways-back')) return ['note', { kind: 'way back', asked: open }];
    const { container } = open.request.from;
    const networks = container && open.request.target ? sharedNetworks(container, open.request.target) : [];
    return ['failed', { kind: 'open', asked: open, networks }];
  }
  const elsewhere = asked.find(({ answer }) => answer.kind === 'elsewhere');
  if (elsewhere) return ['error', { kind: 'elsewhere', asked: elsewhere }];
  if (asked.length === 0) return ['passed', { kind: 'no address' }];
  return facts.isControlled(to, subject, asked)
    ? ['passed', { kind: 'closed', asked }]
    : ['unsupported', { kind: 'no control', asked }];
}

function anyOpen(asked: readonly Asked[]): Judged {
  const open = asked.find(({ answer }) => answer.kind === 'open');
  return open ? ['passed', { kind: 'open', asked: open, networks: [] }] : ['failed', { kind: 'closed', asked }];
}

/** Whether a request went from one container to another's address on a network that both are on. */
function isAt({ request }: Asked, asker: StackContainer, target: StackContainer, shared: readonly string[]): boolean {
  if (request.from.container !== asker || request.target !== target) return false;
  return target.endpoints.some(
    ({ network, address, address6 }) =>
      shared.includes(network) &&
      (request.at === address ||
        (request.at === address6 && asker.endpoints.some((one) => one.network === network && one.address6))),
  );
}
