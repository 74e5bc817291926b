import { isIP } from 'node:net';
import type { Outcome } from '../../probe/outcome.ts';
import { printVantagePoint } from '../../probe/request.ts';
import type { BrokenProbe } from './broken-probe.ts';
import { type ContainerFacts, type Facts, type HostFacts, askerOf, commonNetwork, ownerOf } from './facts.ts';
import { isWaiting } from './sockets.ts';

/** Why a question that should have been answered was not; undefined where nothing can be known. */
export function suspectUnanswered({ outcome, expected }: BrokenProbe, facts: Facts): string | undefined {
  const asker = askerOf(outcome, facts);
  const asked = facts.containers.find(({ identity }) => expected.includes(`(${identity})`));
  if (outcome.kind === 'unresolved') return suspectName(outcome, nameIn(outcome), asker, facts);
  if (outcome.kind === 'resolved') return suspectAddresses(outcome.addresses, facts);
  const to = destinationOf(outcome);
  const target = to && ownerOf(to.address, facts);
  if (to && target) return suspectContainer(outcome, to.port, asker, target, facts.host);
  if (to && asked && facts.host) return suspectPublished(outcome, to, asked, facts.host);
  return undefined;
}

/** The name that a request resolves. */
function nameIn({ request }: Outcome): string {
  switch (request.kind) {
    case 'page':
      return new URL(request.url).hostname;
    case 'name':
      return request.name;
    case 'datagram':
      return request.address;
  }
}

interface Destination {
  readonly address: string;
  readonly port: number;
}

/** Where the question went: the address in its URL, or the one that the name in it resolved to. */
function destinationOf({ request, evidence }: Outcome): Destination | undefined {
  if (request.kind !== 'page') return undefined;
  const url = new URL(request.url);
  const port = Number(url.port || 80);
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  if (isIP(host) > 0) return { address: host, port };
  const { resolution } = evidence;
  const [address] = resolution?.kind === 'resolved' ? resolution.addresses : [];
  return address ? { address, port } : undefined;
}

function suspectName(
  outcome: Outcome & { readonly kind: 'unresolved' },
  name: string,
  asker: ContainerFacts | undefined,
  facts: Facts,
): string | undefined {
  const resolver = 'resolver' in outcome ? outcome.resolver : outcome.evidence.resolution?.resolver;
  if (outcome.reason === 'no answer')
    return `the resolver ${resolver ?? ''} of ${printVantagePoint(outcome.from)} does not answer: the engine's DNS is down, or cut off`.replace(
      '  ',
      ' ',
    );
  if (!asker) return undefined;
  const carriers = facts.containers.filter(({ now }) =>
    Object.values(now.networks).some(({ aliases }) => aliases.includes(name)),
  );
  const carrier = carriers.find((one) => commonNetwork(one, asker));
  if (carrier) {
    const told = resolver && !resolver.startsWith('127.') ? `; it asks ${resolver}, which is not the engine's` : '';
    return `the name ${name} does not resolve although ${carrier.name} carries it in inspect, and ${asker.name} is on the same network: the engine's DNS${told}`;
  }
  const [elsewhere] = carriers;
  return (
    elsewhere && `${elsewhere.name} carries the name ${name} in inspect, and is on no network that ${asker.name} is on`
  );
}

function suspectAddresses(addresses: readonly string[], facts: Facts): string | undefined {
  const owners = addresses.map((address) => ownerOf(address, facts)?.name ?? `nobody of the scenario (${address})`);
  return `the name leads to ${owners.join(' and ')}`;
}

/** The question went to a container's own address. */
function suspectContainer(
  { kind, from, ...outcome }: Outcome,
  port: number,
  asker: ContainerFacts | undefined,
  target: ContainerFacts,
  host: HostFacts | undefined,
): string | undefined {
  const named = outcome.evidence.resolution ? 'the name resolved, ' : '';
  const address = Object.values(target.now.networks)[0]?.address ?? '';
  if (kind === 'unreachable' && asker && !asker.inside?.hasDefaultRoute && !commonNetwork(asker, target))
    return `${asker.name} has no route to ${target.name}, and is on no network with it`;
  if (target.inside && !isWaiting(target.inside.waiting, address, port))
    return kind === 'refused'
      ? `nothing in ${target.name} listens at port ${port}: it is the server, not the network`
      : undefined;
  if (kind === 'refused')
    return `${target.name} listens at port ${port}, and yet the connection is refused: something on the way rejects it, such as a firewall rule of the host`;
  if (asker?.inside && asker.inside.neighbours[address] === false)
    return `${named}${printVantagePoint(from)} found nobody at ${address}, since no ARP came back: the link between the two is cut (a veth or the bridge is down, or not joined)`;
  if (kind !== 'timed out') return undefined;
  const isNeighbour = asker?.inside?.neighbours[address] === true;
  if (isNeighbour)
    return `${named}the packet left, ${target.name} is on the link and listens, and nothing answered: dropped on the host${dropping(host)}`;
  if (host?.forwards === false)
    return `${named}the packet left, and the engine's host forwards nothing: net.ipv4.ip_forward is 0`;
  return `${named}the packet left, and nothing answered, although ${target.name} listens: dropped on the way${dropping(host)}`;
}

/** The question went to a port of the host, at which a container is to be found. */
function suspectPublished(
  outcome: Outcome,
  { address, port }: Destination,
  target: ContainerFacts,
  host: HostFacts,
): string | undefined {
  const binding = target.now.bound.find(({ hostPort }) => hostPort === port);
  if (!binding) return undefined;
  const where = `port ${port} of the host is bound for ${binding.port} of ${target.name} in inspect`;
  const inner = Number.parseInt(binding.port, 10);
  const listens = target.inside && isWaiting(target.inside.waiting, '0.0.0.0', inner);
  if (listens === false) return `${where}, at which nothing in the container listens`;
  const isLed = new RegExp(`dport ${port}\\b.*(dnat|DNAT)`).test(host.rules);
  const sockets = host.waiting.filter((socket) => socket.port === port);
  if (outcome.kind === 'refused') {
    if (sockets.length === 0 && !isLed)
      return `${where}, but nothing on the host listens at it, and no firewall rule leads to the container`;
    if (sockets.length > 0 && !isWaiting(sockets, address, port))
      return `${where}, but the host listens at it on ${sockets.map((socket) => socket.address).join(', ')} alone, and ${address} was asked`;
  }
  if (outcome.kind !== 'timed out' && outcome.kind !== 'reset') return undefined;
  if (host.forwards === false && isLed)
    return `${where}, and a firewall rule leads to it, but the host forwards nothing: net.ipv4.ip_forward is 0`;
  return outcome.kind === 'timed out'
    ? `${where}; the packet left, and nothing answered: dropped on the host${dropping(host)}`
    : undefined;
}

/** The table and chain of the host's rules that drop without a condition on who asks, beside the engine's own. */
function dropping(host: HostFacts | undefined): string {
  const table = /^table (\S+ \S+) \{\n((?: |\t|\n(?=\s)).*?)^\}/gms;
  const foreign = [...(host?.rules ?? '').matchAll(table)].filter(
    ([, name = '', rules = '']) =>
      !/^(ip6?|bridge) (filter|nat|raw|mangle)$|docker/.test(name) && /\b(drop|reject)\b/.test(rules),
  );
  const names = foreign.map(([, name]) => name);
  return names.length > 0 ? ` (its firewall has the table ${names.join(' and ')}, which drops)` : '';
}
