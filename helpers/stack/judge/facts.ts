import type { Reason, StackVerdict } from '../finding.ts';
import { printSubject } from '../finding.ts';
import type { Subject } from '../policy/permissions.ts';
import type { Exchange } from '../requests.ts';
import { type Scene, publicListeners } from '../scene.ts';
import { type StackContainer, replicasOf } from '../stack.ts';

/** A verdict, and why. */
export type Judged = readonly [StackVerdict, Reason];

/** What a check knows at its end: what was answered, who listens, and who was restarted. */
export class Facts {
  readonly scene: Scene;
  private readonly restarted: ReadonlySet<string>;
  private readonly byPair: ReadonlyMap<string, readonly Exchange[]>;
  private readonly byTarget: ReadonlyMap<string, readonly Exchange[]>;

  /** `restarted` are the containers that were started again, or ended, during the check. */
  constructor(scene: Scene, exchanges: readonly Exchange[], restarted: ReadonlySet<string>) {
    this.scene = scene;
    this.restarted = restarted;
    this.byPair = Map.groupBy(exchanges, ({ request }) => pairKey(request.from.party, request.to));
    this.byTarget = Map.groupBy(exchanges, ({ request }) => request.to);
  }

  /** Every request of a pair, with its answer. */
  exchangesOf(from: string, to: string): readonly Exchange[] {
    return this.byPair.get(pairKey(from, to)) ?? [];
  }

  /** The requests of a pair about one subject, with their answers. */
  exchangesAbout(from: string, to: string, subject: Subject): readonly Exchange[] {
    return about(this.exchangesOf(from, to), subject);
  }

  /** Why a pair cannot be judged: a container was restarted, or a request could not be sent. */
  errorOf(from: string, to: string, exchanges: readonly Exchange[]): Judged | undefined {
    const changed = [...this.containers(from), ...this.containers(to)].find(({ id }) => this.restarted.has(id));
    if (changed) return ['error', { kind: 'restarted', container: changed.name }];
    const failed = exchanges.find(({ answer }) => answer.kind === 'error');
    return failed?.answer.kind === 'error'
      ? ['error', { kind: 'not asked', because: failed.answer.because }]
      : undefined;
  }

  /** Whether the same thing answers somebody, so that silence says something. */
  isControlled(to: string, subject: Subject, exchanges: readonly Exchange[]): boolean {
    // a container answers a ping unless its kernel is configured not to
    if (subject.kind === 'icmp') return exchanges.length > 0;
    return about(this.byTarget.get(to) ?? [], subject).some(({ answer }) => answer.kind === 'open');
  }

  /** Why a port of a party cannot work: nothing listens there, or for the container itself only. */
  missingListener(to: string, subject: Subject): Reason | undefined {
    if (subject.kind !== 'tcp' && subject.kind !== 'udp') return undefined;
    for (const container of this.containers(to)) {
      const all = this.scene.listeners.get(container.id) ?? [];
      const found = all.find(({ transport, port }) => transport === subject.kind && port === subject.port);
      if (found && !found.isPrivate) continue;
      const listening = publicListeners(this.scene, container).map(({ transport, port }) => `${transport}/${port}`);
      const binding = container.bindings.find(({ hostPort }) => hostPort === subject.port);
      const meant = binding && !found ? { hostPortOf: `${binding.transport}/${binding.port}` } : {};
      return { kind: 'no listener', private: found !== undefined, listening, ...meant };
    }
    return undefined;
  }

  /** The containers of a party. */
  containers(party: string): StackContainer[] {
    const { stack, host } = this.scene;
    return party === 'host' ? (host ? [host.container] : []) : replicasOf(stack, party);
  }

  /** Whether a party is on the network of the engine's host. */
  isOnHost(party: string): boolean {
    return this.containers(party).some(({ attached }) => attached === 'host');
  }
}

function about(exchanges: readonly Exchange[], subject: Subject): Exchange[] {
  return exchanges.filter(({ request }) => printSubject(request.subject) === printSubject(subject));
}

function pairKey(from: string, to: string): string {
  return `${from} ${to}`;
}

/** The networks of a container, by their keys. */
export function networksOf({ endpoints }: StackContainer): string[] {
  return endpoints.map(({ network }) => network);
}
