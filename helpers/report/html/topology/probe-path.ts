import { bracketed } from '../../../engine/bracketed.ts';
import type { Probe } from '../../../probe/journal.ts';
import { hostnameOf, type Request } from '../../../probe/request.ts';
import type { Topology } from '../../../scenario/topology.ts';
import { type Graph, type GraphLink, idOf } from './graph.ts';

/** The outcome of a probe, as its line shows it. `broken`: not as expected. */
export type ProbeKind = 'answered' | 'unresolved' | 'unanswered' | 'broken';

/** That of several ways, as their common line shows it. `mixed`: some answered. */
export type PathKind = ProbeKind | 'mixed';

/** A step of a path, along a link or against its direction. */
export interface PathStep {
  readonly link: GraphLink;
  readonly forward: boolean;
}

/** The path of a probe, or of all ways of a line of a table, through the drawing. */
export interface ProbePath {
  /** The numbers of its probes, counted from 1. */
  readonly probes: readonly number[];
  readonly kind: PathKind;
  /** Whether there was an answer at its end. */
  readonly arrived: boolean;
  readonly steps: readonly PathStep[];
  /** The ways of a line of a table. */
  readonly ways?: WayMarks;
}

/** What is drawn for each way of a line of a table, in the order of the ways; undefined for one without a request. */
export interface WayMarks {
  readonly isIPv6: boolean;
  readonly marks: readonly (WayMark | undefined)[];
}

export interface WayMark {
  readonly kind: ProbeKind;
  readonly arrived: boolean;
}

type Container = Topology['containers'][number];

/** Where a request goes: a name or an address, and a port, unless it is a ping. */
interface Destination {
  readonly host: string;
  readonly port?: string;
  readonly protocol?: 'tcp' | 'udp';
  readonly title: string;
}

/** Adds the path of a probe to the graph: from its vantage point to the container that answered, or that it was for. */
export function probePathOf(graph: Graph, probe: Probe, number = 1): ProbePath {
  return { probes: [number], kind: kindOf(probe), arrived: isAnswered(probe), steps: stepsOf(graph, probe) };
}

/** The links on the path of a probe, which are added to the graph where it has none. */
export function stepsOf(graph: Graph, probe: Probe): PathStep[] {
  const stops = stopsOf(graph, probe);
  const pairs = stops.slice(1).map((to, index) => [stops[index] ?? to, to] as const);
  return pairs.map(([from, to]) => {
    const link = graph.link(from, to);
    return { link, forward: link.from === from };
  });
}

/** How a probe ended. */
export function kindOf(probe: Probe): ProbeKind {
  if (probe.judged?.held === false) return 'broken';
  if (isAnswered(probe)) return 'answered';
  return probe.kind === 'unresolved' ? 'unresolved' : 'unanswered';
}

/** Whether a probe got an answer. */
export function isAnswered({ kind }: Probe): boolean {
  return ['answered', 'echoed', 'connected', 'resolved', 'named', 'truncated'].includes(kind);
}

function stopsOf(graph: Graph, probe: Probe): string[] {
  const sender = graph.sender(probe.from);
  const { from, request } = probe;
  const self = graph.topology.containers.find(({ name }) => from.kind === 'container' && name === from.name);
  const destination = destinationOf(request);
  // a query is for the DNS server of the network
  if (!destination || probe.kind === 'unresolved') {
    const [network] = self ? graph.networksOf(self) : [];
    return network ? [sender, network] : [];
  }
  const target = targetOf(graph.topology, probe, self, destination);
  if (!target) return [sender, elsewhere(graph, probe, destination)];
  const to = idOf.container(target.name);
  if (to === sender) return [sender, sender];
  const port = addressesOf(target).includes(destination.host) ? undefined : publishedAs(target, destination);
  if (port) return [sender, idOf.port(target.name, port), ...(hasServer(probe) ? [to] : [])];
  const common = self && graph.networksOf(self).find((network) => graph.networksOf(target).includes(network));
  return common ? [sender, common, to] : [sender, to];
}

/** The container that answered, or that the request was for. */
function targetOf(
  { containers }: Topology,
  probe: Probe,
  self: Container | undefined,
  destination: Destination,
): Container | undefined {
  if (hasServer(probe)) return containers.find(({ identity }) => identity === probe.by);
  const { host, port, protocol } = destination;
  if (self && /^127\.|^::1$|^localhost$/.test(host)) return self;
  return (
    containers.find((one) => addressesOf(one).includes(host)) ??
    containers.find((one) => one.name === probe.table?.to) ??
    containers.find((one) => namesOf(one).includes(host)) ??
    containers.find((one) => publishedAs(one, destination) !== undefined) ??
    containers.find((one) => !self && port !== undefined && `${port}/${protocol}` in one.ports)
  );
}

/** A server that is no container: a host or a listener of the suite, or an unknown address. */
function elsewhere(graph: Graph, probe: Probe, { host: address, title }: Destination): string {
  const by = hasServer(probe) ? probe.by?.split('-').at(-1) : undefined;
  const name = probe.table?.to ?? by;
  const host = graph.topology.hosts.find(
    (one) => one.name.toLowerCase() === name?.toLowerCase() || one.address === address,
  );
  if (host) return graph.sender({ kind: host.engine ? 'engine-host' : 'lan-host', name: host.name });
  if (hasServer(probe)) return graph.unknown(name ?? 'unknown server');
  // a process of the suite has one box, whether it answers or not
  return probe.table ? graph.unknown(probe.table.to) : (gatewayHost(graph, address) ?? graph.unknown(title));
}

/** Whether a server answered, which may have given its identity. */
function hasServer(probe: Probe): probe is Extract<Probe, { kind: 'answered' | 'echoed' | 'connected' }> {
  return probe.kind === 'answered' || probe.kind === 'echoed' || probe.kind === 'connected';
}

/** The host whose bridge has this address. */
function gatewayHost(graph: Graph, address: string): string | undefined {
  const found = graph.topology.containers.find(({ networks }) =>
    Object.values(networks).some(({ gateway }) => gateway === address),
  );
  return found && graph.sender({ kind: 'engine-host', ...(found.host === undefined ? {} : { name: found.host }) });
}

/** The destination of a request that is for a server; undefined for a query, and for an invalid URL. */
function destinationOf(request: Request): Destination | undefined {
  switch (request.kind) {
    case 'page': {
      if (!URL.canParse(request.url)) return undefined;
      const { host, port } = new URL(request.url);
      return { host: hostnameOf(request.url), port, protocol: 'tcp', title: host };
    }
    case 'datagram': {
      const { address, port } = request;
      const title = `${bracketed(address)}:${port}`;
      return { host: address, port: String(port), protocol: 'udp', title };
    }
    case 'connection': {
      const { address, port } = request;
      return { host: address, port: String(port), protocol: 'tcp', title: `${bracketed(address)}:${port}` };
    }
    case 'ping':
      return { host: request.address, title: request.address };
    case 'name':
    case 'system name':
      return undefined;
  }
}

function addressesOf({ networks }: Container): string[] {
  return Object.values(networks).map(({ address }) => address);
}

function namesOf({ name, networks }: Container): string[] {
  return [name, ...Object.values(networks).flatMap(({ aliases }) => aliases)];
}

/** The container port that this host port is bound to. */
function publishedAs({ ports }: Container, { port, protocol }: Destination): string | undefined {
  if (port === undefined) return undefined;
  return Object.entries(ports).find(
    ([bound, bindings]) => bound.endsWith(`/${protocol}`) && bindings.some((one) => one.endsWith(`:${port}`)),
  )?.[0];
}
