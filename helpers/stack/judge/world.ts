import type { Finding } from '../finding.ts';
import type { Permission, Subject } from '../policy/permissions.ts';
import { type Facts, type Judged, networksOf } from './facts.ts';

/** Whether a service reaches a port of the world. */
export function judgeWorld(facts: Facts, from: string, port: number): Finding {
  const { permissions, policy } = facts.scene;
  const subject: Subject = { kind: 'tcp', port };
  const permission = permissions.of(from, 'world', subject);
  const [verdict, reason] = outward(facts, from, subject, permission, policy.strict.includes('world'));
  return { from, to: 'world', subject, permission, verdict, reason };
}

function outward(facts: Facts, from: string, subject: Subject, permission: Permission, isStrict: boolean): Judged {
  const exchanges = facts.exchangesAbout(from, 'world', subject);
  const error = facts.errorOf(from, 'world', exchanges);
  if (error) return error;
  const open = exchanges.find(({ answer }) => answer.kind === 'open');
  if (open) {
    const isFine = permission.kind !== 'forbidden';
    const isBroken = isStrict || permission.rule !== undefined;
    const [container] = facts.containers(from);
    return [
      isFine ? 'passed' : isBroken ? 'failed' : 'note',
      { kind: 'open', exchange: open, networks: container ? networksOf(container) : [] },
    ];
  }
  if (!facts.isControlled('world', subject, exchanges)) return ['unsupported', { kind: 'no control', exchanges }];
  return [permission.kind === 'required' ? 'failed' : 'passed', { kind: 'closed', exchanges }];
}
