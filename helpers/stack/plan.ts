import type { Subject } from './policy/permissions.ts';
import type { Asker, Request } from './requests.ts';
import { type HostVantage, type LanVantage, type Scene, publicListeners } from './scene.ts';
import { listensAt } from './sockets.ts';
import type { Binding, StackContainer } from './stack.ts';

/** Every request of a check: each pair × each listener once, with a control of each listener. */
export function planned(scene: Scene): Request[] {
  const { stack, permissions, host, lan, own } = scene;
  const targets = [...stack.containers, ...(host && permissions.answers('host') ? [host.container] : [])];
  const askers = stack.containers.flatMap((container) => own.get(container.id) ?? []);
  const requests: Request[] = [];
  for (const target of targets) {
    requests.push(...controls(scene, target));
    for (const asker of askers) if (asker.party !== target.service) requests.push(...toContainer(scene, asker, target));
    if (host && permissions.asks('host') && target !== host.container) requests.push(...fromHost(scene, host, target));
    if ('party' in lan) requests.push(...fromLan(scene, lan, target));
  }
  for (const asker of [...askers, ...(host ? [host] : [])]) requests.push(...toWorld(scene, asker));
  return once(requests);
}

/** From each target to itself: its listener answers. */
function controls(scene: Scene, target: StackContainer): Request[] {
  const asker = scene.own.get(target.id);
  return asker ? ownDoor(scene, asker, target, addressesFor(target, target), 'control') : [];
}

function toContainer(scene: Scene, asker: Asker, target: StackContainer): Request[] {
  return [
    ...ownDoor(scene, asker, target, addressesFor(target, asker.container), 'own'),
    ...publishedDoor(asker, target, gatewayOf(asker.container)),
    ...pings(scene, asker, target),
    ...lookups(scene, asker, target),
  ];
}

function pings({ permissions }: Scene, from: Asker, target: StackContainer): Request[] {
  // the host's sysctls decide who may ping from its network
  if (from.container?.attached === 'host' || !permissions.concernsPing(from.party, target.service)) return [];
  return target.endpoints.map(({ address }) => toName(from, target, { kind: 'icmp' }, address));
}

/** The names by which rules want the target reached. */
function lookups({ permissions }: Scene, from: Asker, target: StackContainer): Request[] {
  const { service, hostName, endpoints } = target;
  if (endpoints.length === 0 || from.container?.attached !== 'networks') return [];
  const own = permissions.needsName(from.party, service) ? [toName(from, target, { kind: 'name' }, hostName)] : [];
  const others = permissions.namedNames(from.party, service);
  return [...own, ...others.map((name) => toName(from, target, { kind: 'name', name }, name))];
}

function toName(from: Asker, target: StackContainer, subject: Subject, at: string): Request {
  return { from, to: target.service, target, subject, door: 'own', at };
}

function ownDoor(
  scene: Scene,
  from: Asker,
  target: StackContainer,
  addresses: readonly string[],
  door: Request['door'],
): Request[] {
  return publicListeners(scene, target).flatMap((listener) =>
    addresses
      .filter((address) => listensAt(listener, address))
      .map((at) => {
        const subject: Subject = { kind: listener.transport, port: listener.port };
        return { from, to: target.service, target, subject, door, at, port: listener.port };
      }),
  );
}

/** The addresses at which a container is asked; one on the host's network is at the gateway of whoever asks. */
function addressesFor(target: StackContainer, asker: StackContainer | undefined): string[] {
  if (target.attached !== 'host')
    return target.endpoints.flatMap(({ address, address6 }) => [address, address6].filter((one) => one !== undefined));
  if (asker?.attached === 'host') return ['127.0.0.1'];
  const gateway = gatewayOf(asker);
  return gateway === undefined ? [] : [gateway];
}

function gatewayOf(container: StackContainer | undefined): string | undefined {
  return container?.endpoints.find(({ gateway }) => gateway !== undefined)?.gateway;
}

/** From a container to the ports that another publishes at the host: the way around networks that they do not share. */
function publishedDoor(from: Asker, target: StackContainer, gateway: string | undefined): Request[] {
  if (gateway === undefined) return [];
  const reachable = target.bindings.filter(({ hostAddress }) => hostAddress === '0.0.0.0' || hostAddress === gateway);
  return reachable.map((binding) => toBinding(from, target, binding, gateway));
}

function toBinding(from: Asker, target: StackContainer, { transport, port, hostPort }: Binding, at: string): Request {
  const subject: Subject = { kind: transport, port };
  return { from, to: target.service, target, subject, door: 'published', at, port: hostPort };
}

function fromHost(scene: Scene, host: HostVantage, target: StackContainer): Request[] {
  const local = { '0.0.0.0': '127.0.0.1', '::': '::1' } as const;
  return [
    ...ownDoor(scene, host, target, addressesFor(target, host.container), 'own'),
    ...target.bindings.map((binding) =>
      toBinding(host, target, binding, local[binding.hostAddress as keyof typeof local] ?? binding.hostAddress),
    ),
  ];
}

function fromLan(scene: Scene, lan: LanVantage, target: StackContainer): Request[] {
  if (target.attached === 'host') return ownDoor(scene, lan, target, [lan.hostAddress], 'own');
  return target.bindings.map((binding) =>
    toBinding(lan, target, binding, binding.hostAddress.includes(':') ? lan.hostAddress6 : lan.hostAddress),
  );
}

function toWorld({ policy }: Scene, from: Asker): Request[] {
  const door = from.party === 'host' ? 'control' : 'own';
  return policy.world.map(({ address, port }) => ({
    from,
    to: 'world',
    subject: { kind: 'tcp', port },
    door,
    at: address,
    port,
  }));
}

/** Two bindings of one port are one request where they are asked at one address. */
function once(requests: readonly Request[]): Request[] {
  const keyed = requests.map((one) => {
    const { from, to, target, subject, door, at, port } = one;
    return [[from.container?.id ?? from.party, to, target?.id, subject.kind, door, at, port].join(' '), one] as const;
  });
  return [...new Map(keyed).values()];
}
