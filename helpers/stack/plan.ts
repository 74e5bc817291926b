import type { Subject } from './policy/permissions.ts';
import type { Vantage, Request } from './requests.ts';
import { type HostVantage, type LanVantage, type Scene, publicListeners } from './scene.ts';
import { listensAt } from './sockets.ts';
import type { Binding, StackContainer } from './stack.ts';

/** Every request of a check: each pair × each listener once, with a control of each listener. */
export function planned(scene: Scene): Request[] {
  const { stack, permissions, host, lan, own } = scene;
  const targets = [...stack.containers, ...(host && permissions.answers('host') ? [host.container] : [])];
  const vantages = stack.containers.flatMap((container) => own.get(container.id) ?? []);
  const requests: Request[] = [];
  for (const target of targets) {
    requests.push(...controls(scene, target));
    for (const vantage of vantages)
      if (vantage.party !== target.service) requests.push(...toContainer(scene, vantage, target));
    if (host && permissions.sends('host') && target !== host.container) requests.push(...fromHost(scene, host, target));
    if ('party' in lan) requests.push(...fromLan(scene, lan, target));
  }
  for (const vantage of [...vantages, ...(host ? [host] : [])]) requests.push(...toWorld(scene, vantage));
  return once(requests);
}

/** From each target to itself: its listener answers. */
function controls(scene: Scene, target: StackContainer): Request[] {
  const vantage = scene.own.get(target.id);
  return vantage ? ownDoor(scene, vantage, target, addressesFor(target, target), 'control') : [];
}

function toContainer(scene: Scene, vantage: Vantage, target: StackContainer): Request[] {
  return [
    ...ownDoor(scene, vantage, target, addressesFor(target, vantage.container), 'own'),
    ...publishedDoor(vantage, target, gatewayOf(vantage.container)),
    ...pings(scene, vantage, target),
    ...lookups(scene, vantage, target),
  ];
}

function pings({ permissions }: Scene, from: Vantage, target: StackContainer): Request[] {
  // the host's sysctls decide who may ping from its network
  if (from.container?.attached === 'host' || !permissions.concernsPing(from.party, target.service)) return [];
  return target.endpoints.map(({ address }) => toName(from, target, { kind: 'icmp' }, address));
}

/** The names by which rules want the target reached. */
function lookups({ permissions }: Scene, from: Vantage, target: StackContainer): Request[] {
  const { service, hostName, endpoints } = target;
  if (endpoints.length === 0 || from.container?.attached !== 'networks') return [];
  const own = permissions.needsName(from.party, service) ? [toName(from, target, { kind: 'name' }, hostName)] : [];
  const others = permissions.namedNames(from.party, service);
  return [...own, ...others.map((name) => toName(from, target, { kind: 'name', name }, name))];
}

function toName(from: Vantage, target: StackContainer, subject: Subject, at: string): Request {
  return { from, to: target.service, target, subject, door: 'own', at };
}

function ownDoor(
  scene: Scene,
  from: Vantage,
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

/** The addresses of a container; one on the host's network is at the gateway of the sender. */
function addressesFor(target: StackContainer, sender: StackContainer | undefined): string[] {
  if (target.attached !== 'host')
    return target.endpoints.flatMap(({ address, address6 }) => [address, address6].filter((one) => one !== undefined));
  if (sender?.attached === 'host') return ['127.0.0.1'];
  const gateway = gatewayOf(sender);
  return gateway === undefined ? [] : [gateway];
}

function gatewayOf(container: StackContainer | undefined): string | undefined {
  return container?.endpoints.find(({ gateway }) => gateway !== undefined)?.gateway;
}

/** From a container to the ports that another publishes at the host: the way around networks that they do not share. */
function publishedDoor(from: Vantage, target: StackContainer, gateway: string | undefined): Request[] {
  if (gateway === undefined) return [];
  const reachable = target.bindings.filter(({ hostAddress }) => hostAddress === '0.0.0.0' || hostAddress === gateway);
  return reachable.map((binding) => toBinding(from, target, binding, gateway));
}

function toBinding(from: Vantage, target: StackContainer, { transport, port, hostPort }: Binding, at: string): Request {
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

function toWorld({ policy }: Scene, from: Vantage): Request[] {
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

/** Two bindings of one port are one request where both are at one address. */
function once(requests: readonly Request[]): Request[] {
  const keyed = requests.map((one) => {
    const { from, to, target, subject, door, at, port } = one;
    return [[from.container?.id ?? from.party, to, target?.id, subject.kind, door, at, port].join(' '), one] as const;
  });
  return [...new Map(keyed).values()];
}
