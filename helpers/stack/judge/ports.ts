import type { Permission, Subject } from '../policy/permissions.ts';
import type { Exchange } from '../requests.ts';
import { type StackContainer, sharedNetworks } from '../stack.ts';
import { type Facts, type Judged, networksOf } from './facts.ts';

/** A port or a ping that must work: at each address on each network that two containers are both on. */
export function judgeRequired(
  facts: Facts,
  { from, to, subject }: { from: string; to: string; subject: Subject },
  exchanges: readonly Exchange[],
): Judged {
  const missing = facts.missingListener(to, subject);
  if (missing) return ['failed', missing];
  const own = exchanges.filter(({ request }) => request.door === 'own');
  const published = exchanges.find(({ request, answer }) => request.door === 'published' && answer.kind === 'open');
  if (from === 'host') return anyOpen(exchanges);
  for (const sender of facts.containers(from))
    for (const target of facts.containers(to)) {
      const shared = sharedNetworks(sender, target);
      const isHost = sender.attached === 'host' || target.attached === 'host';
      const expected = isHost ? own : own.filter((one) => isAt(one, sender, target, shared));
      if (expected.length === 0)
        return published
          ? ['failed', { kind: 'published only', exchange: published }]
          : ['failed', { kind: 'no common network', from: networksOf(sender), to: networksOf(target) }];
      const elsewhere = expected.find(({ answer }) => answer.kind === 'elsewhere');
      if (elsewhere) return ['failed', { kind: 'elsewhere', exchange: elsewhere }];
      const closed = expected.filter(({ answer }) => answer.kind !== 'open');
      if (closed.length > 0) return ['failed', { kind: 'closed', exchanges: closed }];
    }
  return ['passed', { kind: 'open', exchange: own[0] as Exchange, networks: [] }];
}

/** A port or a ping that no rule allows, by whatever door. */
export function judgeForbidden(
  facts: Facts,
  { from, to, subject, permission }: { from: string; to: string; subject: Subject; permission: Permission },
  exchanges: readonly Exchange[],
): Judged {
  const { permissions, policy } = facts.scene;
  const open = exchanges.find(({ answer }) => answer.kind === 'open');
  if (open) {
    const isWayBack = !permission.rule && open.request.door === 'own' && permissions.allowsAny(to, from);
    if (isWayBack && !policy.strict.includes('ways-back')) return ['note', { kind: 'way back', exchange: open }];
    const { container } = open.request.from;
    const networks = container && open.request.target ? sharedNetworks(container, open.request.target) : [];
    return ['failed', { kind: 'open', exchange: open, networks }];
  }
  const elsewhere = exchanges.find(({ answer }) => answer.kind === 'elsewhere');
  if (elsewhere) return ['error', { kind: 'elsewhere', exchange: elsewhere }];
  if (exchanges.length === 0) return ['passed', { kind: 'no address' }];
  return facts.isControlled(to, subject, exchanges)
    ? ['passed', { kind: 'closed', exchanges }]
    : ['unsupported', { kind: 'no control', exchanges }];
}

function anyOpen(exchanges: readonly Exchange[]): Judged {
  const open = exchanges.find(({ answer }) => answer.kind === 'open');
  return open ? ['passed', { kind: 'open', exchange: open, networks: [] }] : ['failed', { kind: 'closed', exchanges }];
}

/** Whether a request went from one container to another's address on a network that both are on. */
function isAt(
  { request }: Exchange,
  sender: StackContainer,
  target: StackContainer,
  shared: readonly string[],
): boolean {
  if (request.from.container !== sender || request.target !== target) return false;
  return target.endpoints.some(
    ({ network, address, address6 }) =>
      shared.includes(network) &&
      (request.at === address ||
        (request.at === address6 && sender.endpoints.some((one) => one.network === network && one.address6))),
  );
}
