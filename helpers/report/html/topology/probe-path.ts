import type { Probe } from '../../../probe/journal.ts';
import type { Request } from '../../../probe/request.ts';
import type { Topology } from '../../../scenario/topology.ts';
import { type Graph, type GraphLink, idOf } from './graph.ts';

/** The outcome of a probe, as its line shows it. `broken`: not as expected. */
export type PathKind = 'answered' | 'unresolved' | 'unanswered' | 'broken';

/** The path of a probe through the drawing. */
export interface ProbePath {
  readonly kind: PathKind;
  /** Whether there was an answer at its end. */
  readonly arrived: boolean;
  readonly steps: readonly { readonly link: GraphLink; readonly forward: boolean }[];
}

type Container = Topology['containers'][number];

/** Adds the path of a probe to the graph: from its vantage point to the container that answered, or that it was for. */
export function probePathOf(graph: Graph, probe: Probe): ProbePath {
  const stops = stopsOf(graph, probe);
  const pairs = stops.slice(1).map((to, index) => [stops[index] ?? to, to] as const);
  const steps = pairs.map(([from, to]) => {
    const link = graph.link(from, to);
    return { link, forward: link.from === from };
  });
  return { kind: kindOf(probe), arrived: probe.kind === 'answered' || probe.kind === 'resolved', steps };
}

/** How a probe ended. */
export function kindOf({ kind, judged }: Probe): PathKind {
  if (judged?.held === false) return 'broken';
  if (kind === 'answered' || kind === 'resolved') return 'answered';
  return kind === 'unresolved' ? 'unresolved' : 'unanswered';
}

function stopsOf(graph: Graph, probe: Probe): string[] {
  const sender = graph.sender(probe.from);
  const { from, request } = probe;
  const self = graph.topology.containers.find(({ name }) => from.kind === 'container' && name === from.name);
  const url = urlIn(request);
  // a query is for the DNS server of the network
  if (!url || probe.kind === 'unresolved') {
    const [network] = self ? graph.networksOf(self) : [];
    return network ? [sender, network] : [];
  }
  const target = targetOf(graph.topology, probe, self, url);
  if (!target) return [sender, elsewhere(graph, probe, url)];
  const to = idOf.container(target.name);
  if (to === sender) return [sender, sender];
  const port = addressesOf(target).includes(url.hostname) ? undefined : publishedAs(target, url.port);
  if (port) return [sender, idOf.port(target.name, port), ...(probe.kind === 'answered' ? [to] : [])];
  const common = self && graph.networksOf(self).find((network) => graph.networksOf(target).includes(network));
  return common ? [sender, common, to] : [sender, to];
}

/** The container that answered, or that the request was for. */
function targetOf(
  { containers }: Topology,
  probe: Probe,
  self: Container | undefined,
  url: { hostname: string; port: string },
): Container | undefined {
  if (probe.kind === 'answered') return containers.find(({ identity }) => identity === probe.by);
  const { hostname, port } = url;
  if (self && /^127\.|^\[::1\]$|^localhost$/.test(hostname)) return self;
  return (
    containers.find((one) => addressesOf(one).includes(hostname)) ??
    containers.find((one) => namesOf(one).includes(hostname)) ??
    containers.find((one) => publishedAs(one, port) !== undefined) ??
    containers.find((one) => `${port}/tcp` in one.ports && !self)
  );
}

/** A server that is no container: a host or a listener of the suite, or an unknown address. */
function elsewhere(graph: Graph, probe: Probe, url: { host: string; hostname: string }): string {
  const name = probe.kind === 'answered' ? probe.by?.split('-').at(-1) : undefined;
  const host = graph.topology.hosts.find((one) => one.name.toLowerCase() === name || one.address === url.hostname);
  if (probe.kind !== 'answered' && !host) return gatewayHost(graph, url.hostname) ?? graph.unknown(url.host);
  return host
    ? graph.sender({ kind: host.engine ? 'engine-host' : 'lan-host', name: host.name })
    : graph.unknown(name ?? 'unknown server');
}

/** The host whose bridge has this address. */
function gatewayHost(graph: Graph, address: string): string | undefined {
  const found = graph.topology.containers.find(({ networks }) =>
    Object.values(networks).some(({ gateway }) => gateway === address),
  );
  return found && graph.sender({ kind: 'engine-host', ...(found.host === undefined ? {} : { name: found.host }) });
}

/** The URL of a request for a page, if it is valid. */
function urlIn(request: Request): URL | undefined {
  if (request.kind !== 'page') return undefined;
  return URL.canParse(request.url) ? new URL(request.url) : undefined;
}

function addressesOf({ networks }: Container): string[] {
  return Object.values(networks).map(({ address }) => address);
}

function namesOf({ name, networks }: Container): string[] {
  return [name, ...Object.values(networks).flatMap(({ aliases }) => aliases)];
}

/** The container port that this host port is bound to. */
function publishedAs({ ports }: Container, hostPort: string): string | undefined {
  return Object.entries(ports).find(([, bindings]) => bindings.some((one) => one.endsWith(`:${hostPort}`)))?.[0];
}
