import { printSubject } from '../finding.ts';
import type { Permission, Subject } from '../policy/permissions.ts';
import type { Exchange } from '../requests.ts';
import type { Facts, Judged } from './facts.ts';
import { judgeForbidden } from './ports.ts';

/** A published port from a LAN host; undefined where nothing leads there, and no rule promises it. */
export function judgeLan(
  facts: Facts,
  { to, subject, permission }: { to: string; subject: Subject; permission: Permission },
  exchanges: readonly Exchange[],
): Judged | undefined {
  const { lan } = facts.scene;
  const bindings = facts.containers(to).flatMap((container) => container.bindings.filter((one) => isOf(one, subject)));
  const isOnHost = facts.isOnHost(to);
  if (permission.kind === 'required') {
    const missing = facts.missingListener(to, subject);
    if (missing) return ['failed', missing];
    if (!isOnHost && bindings.every(({ hostAddress }) => isLoopback(hostAddress)))
      return ['failed', { kind: 'not published', bindings }];
  } else if (bindings.length === 0 && !isOnHost) {
    return permission.rule?.verb === 'deny' ? ['passed', { kind: 'no address' }] : undefined;
  }
  if (!('party' in lan)) return ['unsupported', { kind: 'no LAN host', because: lan.because, bindings }];
  if (permission.kind === 'tolerated') return ['passed', { kind: 'tolerated' }];
  if (permission.kind === 'forbidden')
    return judgeForbidden(facts, { from: 'lan', to, subject, permission }, exchanges);
  const closed = exchanges.filter(({ answer }) => answer.kind !== 'open');
  const [first] = exchanges;
  if (closed.length > 0 || !first) return ['failed', { kind: 'closed', exchanges: closed }];
  return ['passed', { kind: 'open', exchange: first, networks: [] }];
}

function isOf({ transport, port }: { readonly transport: string; readonly port: number }, subject: Subject): boolean {
  return printSubject(subject) === `${transport}/${port}`;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
