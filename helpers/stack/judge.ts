import { type Finding, printSubject } from './finding.ts';
import { Facts, type Judged } from './judge/facts.ts';
import { judgeLan } from './judge/lan.ts';
import { judgeName } from './judge/names.ts';
import { judgeForbidden, judgeRequired } from './judge/ports.ts';
import { judgeWorld } from './judge/world.ts';
import type { Permission, Subject } from './policy/permissions.ts';
import type { Exchange } from './requests.ts';
import { type Scene, publicListeners } from './scene.ts';
import { servicesOf } from './stack.ts';

/** Judges every pair. `restarted` are the containers that were started again, or ended, during the check. */
export function judge(scene: Scene, exchanges: readonly Exchange[], restarted: ReadonlySet<string>): Finding[] {
  const { stack, permissions, host, policy } = scene;
  const facts = new Facts(scene, exchanges, restarted);
  const services = servicesOf(stack);
  const vantages = [...services, ...(host && permissions.sends('host') ? ['host'] : []), 'lan'];
  const targets = [...services, ...(host && permissions.answers('host') ? ['host'] : [])];
  const pairs = targets.flatMap((to) => vantages.filter((from) => from !== to).map((from) => [from, to] as const));
  const worldPorts = [...new Set(policy.world.map(({ port }) => port))];
  return [
    ...pairs.flatMap(([from, to]) => judgePair(facts, from, to)),
    ...services.flatMap((from) => worldPorts.map((port) => judgeWorld(facts, from, port))),
  ];
}

function judgePair(facts: Facts, from: string, to: string): Finding[] {
  return subjectsOf(facts, from, to).flatMap((subject) => {
    const permission = facts.scene.permissions.of(from, to, subject);
    const judged = judgeSubject(facts, { from, to, subject, permission });
    return judged ? [{ from, to, subject, permission, verdict: judged[0], reason: judged[1] }] : [];
  });
}

/** What is judged of a pair: each listener, each port and name that a rule names, and what a rule denies. */
function subjectsOf(facts: Facts, from: string, to: string): Subject[] {
  const listening = facts
    .containers(to)
    .flatMap((container) =>
      publicListeners(facts.scene, container).map(({ transport, port }) => ({ kind: transport, port })),
    );
  const requested = facts.exchangesOf(from, to).map(({ request }) => request.subject);
  const all: Subject[] = [...listening, ...facts.scene.permissions.namedPorts(from, to), ...requested];
  return [...new Map(all.map((subject) => [printSubject(subject), subject])).values()];
}

/** What is judged: a subject of a pair, by what the rules say of it. */
interface Judging {
  readonly from: string;
  readonly to: string;
  readonly subject: Subject;
  readonly permission: Permission;
}

function judgeSubject(facts: Facts, judging: Judging): Judged | undefined {
  const { from, to, subject, permission } = judging;
  // a host reaches every container of its bridges: that is judged where a rule is about it
  if (facts.isOnHost(from) && !permission.rule) return undefined;
  const exchanges = facts.exchangesAbout(from, to, subject);
  const error = facts.errorOf(from, to, exchanges);
  if (error) return error;
  if (subject.kind === 'name') return judgeName(facts, { ...judging, subject }, exchanges);
  if (from === 'lan') return judgeLan(facts, judging, exchanges);
  if (permission.kind === 'required') return judgeRequired(facts, judging, exchanges);
  if (permission.kind === 'tolerated') return ['passed', { kind: 'tolerated' }];
  return judgeForbidden(facts, judging, exchanges);
}
