import type { Permission, Subject } from './policy/permissions.ts';
import { type Finding, type Reason, type StackVerdict, printSubject } from './finding.ts';
import { type Asked, placeOf } from './requests.ts';
import { type Scene, publicListeners } from './scene.ts';
import { type StackContainer, replicasOf, servicesOf, sharedNetworks } from './stack.ts';

type Judged = readonly [StackVerdict, Reason];

/** Judges every pair. `restarted` are the containers that were started again, or ended, while they were asked. */
export function judge(scene: Scene, asked: readonly Asked[], restarted: ReadonlySet<string>): Finding[] {
  return new Judge(scene, asked, restarted).all();
}

class Judge {
  private readonly scene: Scene;
  private readonly restarted: ReadonlySet<string>;
  private readonly byPair: ReadonlyMap<string, readonly Asked[]>;
  private readonly byTarget: ReadonlyMap<string, readonly Asked[]>;

  constructor(scene: Scene, asked: readonly Asked[], restarted: ReadonlySet<string>) {
    this.scene = scene;
    this.restarted = restarted;
    this.byPair = Map.groupBy(asked, ({ request }) => pairKey(request.from.party, request.to));
    this.byTarget = Map.groupBy(asked, ({ request }) => request.to);
  }

  all(): Finding[] {
    const { stack, permissions, host, policy } = this.scene;
    const services = servicesOf(stack);
    const askers = [...services, ...(host && permissions.asks('host') ? ['host'] : []), 'lan'];
    const targets = [...services, ...(host && permissions.answers('host') ? ['host'] : [])];
    const pairs = targets.flatMap((to) => askers.filter((from) => from !== to).map((from) => [from, to] as const));
    const worldPorts = [...new Set(policy.world.map(({ port }) => port))];
    return [
      ...pairs.flatMap(([from, to]) => this.pair(from, to)),
      ...services.flatMap((from) => worldPorts.map((port) => this.world(from, port))),
    ];
  }

  private pair(from: string, to: string): Finding[] {
    return this.subjects(from, to).flatMap((subject) => {
      const permission = this.scene.permissions.of(from, to, subject);
      const judged = this.subject(from, to, subject, permission);
      return judged ? [{ from, to, subject, permission, verdict: judged[0], reason: judged[1] }] : [];
    });
  }

  /** What is judged of a pair: each listener, each port and name that a rule names, and what a rule denies. */
  private subjects(from: string, to: string): Subject[] {
    const { permissions } = this.scene;
    const listening = this.containers(to).flatMap((container) =>
      publicListeners(this.scene, container).map(({ transport, port }) => ({ kind: transport, port })),
    );
    const asked = this.askedOf(from, to).map(({ request }) => request.subject);
    const all: Subject[] = [...listening, ...permissions.namedPorts(from, to), ...asked];
    return [...new Map(all.map((subject) => [printSubject(subject), subject])).values()];
  }

  private subject(from: string, to: string, subject: Subject, permission: Permission): Judged | undefined {
    // a host reaches every container of its bridges: that is judged where a rule is about it
    if (this.isOnHost(from) && !permission.rule) return undefined;
    const asked = this.askedOf(from, to).filter(
      ({ request }) => printSubject(request.subject) === printSubject(subject),
    );
    const changed = [...this.containers(from), ...this.containers(to)].find(({ id }) => this.restarted.has(id));
    if (changed) return ['error', { kind: 'restarted', container: changed.name }];
    const failed = asked.find(({ answer }) => answer.kind === 'error');
    if (failed?.answer.kind === 'error') return ['error', { kind: 'not asked', because: failed.answer.because }];
    if (subject.kind === 'name') return this.name(from, to, subject.name ?? to, permission, asked);
    if (from === 'lan') return this.lan(to, subject, permission, asked);
    if (permission.kind === 'required') return this.required(from, to, subject, asked);
    if (permission.kind === 'tolerated') return ['kept', { kind: 'tolerated' }];
    return this.forbidden(from, to, subject, permission, asked);
  }

  private required(from: string, to: string, subject: Subject, asked: readonly Asked[]): Judged {
    const missing = this.missingListener(to, subject);
    if (missing) return ['broken', missing];
    const own = asked.filter(({ request }) => request.door === 'own');
    const published = asked.find(({ request, answer }) => request.door === 'published' && answer.kind === 'open');
    if (from === 'host') return anyOpen(asked);
    for (const asker of this.containers(from))
      for (const target of this.containers(to)) {
        const shared = sharedNetworks(asker, target);
        const isHost = asker.attached === 'host' || target.attached === 'host';
        const expected = isHost ? own : own.filter((one) => isAt(one, asker, target, shared));
        if (expected.length === 0)
          return published
            ? ['broken', { kind: 'published only', asked: published }]
            : ['broken', { kind: 'no common network', from: networksOf(asker), to: networksOf(target) }];
        const elsewhere = expected.find(({ answer }) => answer.kind === 'elsewhere');
        if (elsewhere) return ['broken', { kind: 'elsewhere', asked: elsewhere }];
        const closed = expected.filter(({ answer }) => answer.kind !== 'open');
        if (closed.length > 0) return ['broken', { kind: 'closed', asked: closed }];
      }
    return ['kept', { kind: 'open', asked: own[0] as Asked, networks: [] }];
  }

  private forbidden(
    from: string,
    to: string,
    subject: Subject,
    permission: Permission,
    asked: readonly Asked[],
  ): Judged {
    const { permissions, policy } = this.scene;
    const open = asked.find(({ answer }) => answer.kind === 'open');
    if (open) {
      const isWayBack = !permission.rule && open.request.door === 'own' && permissions.allowsAny(to, from);
      if (isWayBack && !policy.strict.includes('ways-back')) return ['note', { kind: 'way back', asked: open }];
      const { container } = open.request.from;
      const networks = container && open.request.target ? sharedNetworks(container, open.request.target) : [];
      return ['broken', { kind: 'open', asked: open, networks }];
    }
    const elsewhere = asked.find(({ answer }) => answer.kind === 'elsewhere');
    if (elsewhere) return ['error', { kind: 'elsewhere', asked: elsewhere }];
    if (asked.length === 0) return ['kept', { kind: 'no address' }];
    return this.isControlled(to, subject, asked)
      ? ['kept', { kind: 'closed', asked }]
      : ['not shown', { kind: 'no control', asked }];
  }

  /** Whether the same thing answers somebody, so that silence says something. */
  private isControlled(to: string, subject: Subject, asked: readonly Asked[]): boolean {
    // a container answers a ping unless its kernel is told not to
    if (subject.kind === 'icmp') return asked.length > 0;
    const about = (this.byTarget.get(to) ?? []).filter(
      ({ request }) => printSubject(request.subject) === printSubject(subject),
    );
    return about.some(({ answer }) => answer.kind === 'open');
  }

  private lan(to: string, subject: Subject, permission: Permission, asked: readonly Asked[]): Judged | undefined {
    const { lan } = this.scene;
    const bindings = this.containers(to).flatMap((container) => container.bindings.filter((one) => isOf(one, subject)));
    const isOnHost = this.isOnHost(to);
    const isAbout = bindings.length > 0 || isOnHost;
    if (permission.kind === 'required') {
      const missing = this.missingListener(to, subject);
      if (missing) return ['broken', missing];
      if (!isOnHost && bindings.every(({ hostAddress }) => isLoopback(hostAddress)))
        return ['broken', { kind: 'not published', bindings }];
    } else if (!isAbout) {
      // nothing leads there; a line of its own only where a rule promises it
      return permission.rule?.verb === 'deny' ? ['kept', { kind: 'no address' }] : undefined;
    }
    if (!('party' in lan)) return ['not shown', { kind: 'no LAN host', because: lan.because, bindings }];
    if (permission.kind === 'tolerated') return ['kept', { kind: 'tolerated' }];
    if (permission.kind === 'forbidden') return this.forbidden('lan', to, subject, permission, asked);
    const closed = asked.filter(({ answer }) => answer.kind !== 'open');
    const [first] = asked;
    if (closed.length > 0 || !first) return ['broken', { kind: 'closed', asked: closed }];
    return ['kept', { kind: 'open', asked: first, networks: [] }];
  }

  /** The name of a service that another must reach gives that service's addresses on their networks, and no others. */
  private name(
    from: string,
    to: string,
    name: string,
    permission: Permission,
    asked: readonly Asked[],
  ): Judged | undefined {
    const isNeeded = permission.kind === 'required' || this.scene.permissions.namedPorts(from, to).length > 0;
    if (!isNeeded) return undefined;
    for (const { request, answer } of asked) {
      const { container } = request.from;
      const networks = container ? networksOf(container) : [];
      if (answer.kind !== 'resolved') {
        const isOwn = name === to && permission.kind !== 'required';
        const shares = container && this.containers(to).some((target) => sharedNetworks(container, target).length > 0);
        // without a common network, the port says so
        return isOwn && !shares ? undefined : ['broken', { kind: 'unresolved', name, networks }];
      }
      const theirs = new Set(
        this.containers(to).flatMap(({ endpoints }) =>
          endpoints
            .filter(({ network }) => networks.includes(network))
            .flatMap(({ address, address6 }) => [address, address6]),
        ),
      );
      const strangers = answer.addresses.filter((address) => !theirs.has(address));
      if (strangers.length > 0) return ['broken', { kind: 'another answers', name, addresses: strangers }];
    }
    return ['kept', { kind: 'resolved', name }];
  }

  private world(from: string, port: number): Finding {
    const { permissions, policy } = this.scene;
    const subject: Subject = { kind: 'tcp', port };
    const permission = permissions.of(from, 'world', subject);
    const [verdict, reason] = this.outward(from, subject, permission, policy.strict.includes('world'));
    return { from, to: 'world', subject, permission, verdict, reason };
  }

  private outward(from: string, subject: Subject, permission: Permission, isStrict: boolean): Judged {
    const asked = this.askedOf(from, 'world').filter(
      ({ request }) => printSubject(request.subject) === printSubject(subject),
    );
    const failed = asked.find(({ answer }) => answer.kind === 'error');
    if (failed?.answer.kind === 'error') return ['error', { kind: 'not asked', because: failed.answer.because }];
    const open = asked.find(({ answer }) => answer.kind === 'open');
    if (open) {
      const isFine = permission.kind !== 'forbidden';
      const isBroken = isStrict || permission.rule !== undefined;
      const [container] = this.containers(from);
      return [
        isFine ? 'kept' : isBroken ? 'broken' : 'note',
        { kind: 'open', asked: open, networks: container ? networksOf(container) : [] },
      ];
    }
    if (!this.isControlled('world', subject, asked)) return ['not shown', { kind: 'no control', asked }];
    return [permission.kind === 'required' ? 'broken' : 'kept', { kind: 'closed', asked }];
  }

  private missingListener(to: string, subject: Subject): Reason | undefined {
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

  private containers(party: string): StackContainer[] {
    const { stack, host } = this.scene;
    return party === 'host' ? (host ? [host.container] : []) : replicasOf(stack, party);
  }

  private isOnHost(party: string): boolean {
    return this.containers(party).some(({ attached }) => attached === 'host');
  }

  private askedOf(from: string, to: string): readonly Asked[] {
    return this.byPair.get(pairKey(from, to)) ?? [];
  }
}

function pairKey(from: string, to: string): string {
  return `${from} ${to}`;
}

function anyOpen(asked: readonly Asked[]): Judged {
  const open = asked.find(({ answer }) => answer.kind === 'open');
  return open ? ['kept', { kind: 'open', asked: open, networks: [] }] : ['broken', { kind: 'closed', asked }];
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

function isOf({ transport, port }: { readonly transport: string; readonly port: number }, subject: Subject): boolean {
  return printSubject(subject) === `${transport}/${port}`;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

function networksOf({ endpoints }: StackContainer): string[] {
  return endpoints.map(({ network }) => network);
}

/** The first place that was asked. */
export function firstPlace(asked: readonly Asked[]): string {
  const [first] = asked;
  return first ? placeOf(first.request) : 'no address';
}
