import type { Unresolved } from '../../probe/outcome.ts';
import { printVantagePoint, requestedHost } from '../../probe/request.ts';
import type { ProbeFailure } from '../failure.ts';
import { type ContainerFacts, type Facts, type HostFacts, senderOf, commonNetwork, ownerOf } from './facts.ts';
import { type Destination, destinationOf } from './destination.ts';
import { isListening } from './sockets.ts';

/** The suspected cause of a missing answer; undefined without a suspicion. */
export function suspectUnanswered(failure: ProbeFailure, facts: Facts): string | undefined {
  const { observed, expected } = failure;
  const sender = senderOf(failure, facts);
  if (observed.kind === 'unresolved') return suspectName(failure, observed, sender, facts);
  if (observed.kind === 'resolved') return suspectAddresses(observed.addresses, facts);
  if (observed.kind === 'forbidden')
    return `the kernel of ${printVantagePoint(failure.from)} itself refuses to send the packet: a firewall rule there`;
  const to = destinationOf(failure);
  const target = to && ownerOf(to.address, facts);
  if (to && target) return suspectContainer(failure, to, sender, target, facts.host);
  const server = facts.containers.find(
    ({ identity }) => expected.kind === 'answered' && identity === expected.by.identity,
  );
  if (to && server && facts.host) return suspectPublished(failure, to, server, facts.host);
  return undefined;
}

/** Whether the server of a request listens, as far as that is known; a kernel answers pings. */
export function isServerListening(failure: ProbeFailure, facts: Facts): boolean {
  const destination = destinationOf(failure);
  const target = destination && ownerOf(destination.address, facts);
  if (!target?.inside || !destination?.to) return true;
  return isListening(target.inside.listening, { ...destination.to, address: destination.address });
}

function suspectName(
  failure: ProbeFailure,
  observed: Unresolved & { readonly resolver?: string },
  sender: ContainerFacts | undefined,
  facts: Facts,
): string | undefined {
  const name = requestedHost(failure.request);
  const resolver = observed.resolver ?? failure.evidence.resolution?.resolver;
  if (observed.reason === 'no answer') {
    const which = ['the DNS server', ...(resolver ? [resolver] : []), 'of', printVantagePoint(failure.from)].join(' ');
    return `${which} does not answer: the embedded DNS server is down or cannot be reached`;
  }
  if (!sender) return undefined;
  const owners = facts.containers.filter(({ now }) =>
    Object.values(now.networks).some(({ aliases }) => aliases.includes(name)),
  );
  const owner = owners.find((one) => commonNetwork(one, sender));
  if (owner) {
    const other = resolver && !resolver.startsWith('127.') ? `; it queries ${resolver}, which is not the engine's` : '';
    return `${name} does not resolve although inspect shows it as an alias of ${owner.name}, on the same network as ${sender.name}: the embedded DNS server${other}`;
  }
  const [elsewhere] = owners;
  return (
    elsewhere && `inspect shows ${name} as an alias of ${elsewhere.name}, which shares no network with ${sender.name}`
  );
}

function suspectAddresses(addresses: readonly string[], facts: Facts): string {
  const owners = addresses.map(
    (address) => ownerOf(address, facts)?.name ?? `no container of the scenario (${address})`,
  );
  return `the name resolves to ${owners.join(' and ')}`;
}

/** The suspected cause of a failed request to a container's own address. */
function suspectContainer(
  { from, observed: { kind }, evidence }: ProbeFailure,
  { address, to }: Destination,
  sender: ContainerFacts | undefined,
  target: ContainerFacts,
  host: HostFacts | undefined,
): string | undefined {
  const resolved = evidence.resolution ? 'the name resolved, ' : '';
  const port = to && `${to.protocol === 'udp' ? 'UDP ' : ''}port ${to.port}`;
  if (kind === 'unreachable' && sender && !sender.inside?.hasDefaultRoute && !commonNetwork(sender, target))
    return `${sender.name} has no route to ${target.name}, and shares no network with it`;
  if (target.inside && to && !isListening(target.inside.listening, { ...to, address }))
    return kind === 'refused' || to.protocol === 'udp'
      ? `nothing in ${target.name} listens on ${port}: the server is at fault, not the network`
      : undefined;
  if (kind === 'refused' && to)
    return `${target.name} listens on ${port}, yet the ${to.protocol === 'udp' ? 'datagram' : 'connection'} is refused: something between them rejects it, such as a firewall rule of the host`;
  if (sender?.inside && sender.inside.neighbours[address] === false)
    return `${resolved}${printVantagePoint(from)} got no ARP reply from ${address}: the link between the two is down (a veth or the bridge is down or detached)`;
  if (kind !== 'timed out') return undefined;
  if (sender?.inside?.neighbours[address])
    return `${resolved}the packet left, ${target.name} is on the link${to ? ' and listens' : ''}, and no reply came back: dropped on the host${dropping(host)}`;
  if (host?.forwards === false)
    return `${resolved}the packet left, and the engine's host forwards no packets: net.ipv4.ip_forward is 0`;
  return `${resolved}the packet left, and no reply came back${to ? `, although ${target.name} listens` : ''}: dropped on the way${dropping(host)}`;
}

/** The suspected cause of a failed request to a published port. */
function suspectPublished(
  { observed }: ProbeFailure,
  { address, to }: Destination,
  target: ContainerFacts,
  host: HostFacts,
): string | undefined {
  if (!to) return undefined;
  const { protocol, port } = to;
  const binding = target.now.bound.find((one) => one.hostPort === port && one.port.endsWith(`/${protocol}`));
  if (!binding) return undefined;
  const where = `inspect shows host port ${port} bound to ${binding.port} of ${target.name}`;
  const inner = Number.parseInt(binding.port, 10);
  const listens = target.inside && isListening(target.inside.listening, { protocol, address: '0.0.0.0', port: inner });
  if (listens === false) return `${where}, but nothing in the container listens on it`;
  const isTranslated = new RegExp(`dport ${port}\\b.*(dnat|DNAT)`).test(host.rules);
  const sockets = host.listening.filter((socket) => socket.protocol === protocol && socket.port === port);
  if (observed.kind === 'refused') {
    if (sockets.length === 0 && !isTranslated)
      return `${where}, but nothing on the host listens on it, and no firewall rule forwards it to the container`;
    if (sockets.length > 0 && !isListening(sockets, { protocol, address, port }))
      return `${where}, but the host listens on ${sockets.map((socket) => socket.address).join(', ')} only, and the request went to ${address}`;
  }
  if (observed.kind !== 'timed out' && observed.kind !== 'reset') return undefined;
  if (host.forwards === false && isTranslated)
    return `${where}, and a firewall rule forwards it, but the host forwards no packets: net.ipv4.ip_forward is 0`;
  return observed.kind === 'timed out'
    ? `${where}; the packet left, and no reply came back: dropped on the host${dropping(host)}`
    : undefined;
}

/** The tables of the host firewall, other than the engine's own, that drop packets. */
function dropping(host: HostFacts | undefined): string {
  const table = /^table (\S+ \S+) \{\n((?: |\t|\n(?=\s)).*?)^\}/gms;
  const foreign = [...(host?.rules ?? '').matchAll(table)].filter(
    ([, name = '', rules = '']) =>
      !/^(ip6?|bridge) (filter|nat|raw|mangle)$|docker/.test(name) && /\b(drop|reject)\b/.test(rules),
  );
  const names = foreign.map(([, name]) => name);
  return names.length > 0 ? ` (its firewall table ${names.join(' and ')} drops packets)` : '';
}
