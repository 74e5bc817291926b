import { type Graph, idOf } from '../report/html/topology/graph.ts';
import type { PathStep, ProbePath } from '../report/html/topology/probe-path.ts';
import type { Topology } from '../scenario/topology.ts';
import type { Finding } from './finding.ts';
import { printSubject } from './finding.ts';
import type { Exchange } from './requests.ts';
import { type Stack, type StackContainer, replicasOf } from './stack.ts';

type Drawn = Topology['containers'][number];

/** A stack as the report of a run draws scenarios: each container in the engine's host, its networks and published ports. */
export function topologyOf(stack: Stack): Topology {
  const networks = stack.networks.map(({ key, driver, internal }) => ({
    name: key,
    driver: internal ? `internal ${driver} network` : driver,
  }));
  return {
    // drawn once something is sent from it
    hosts: [{ name: 'lan', engine: false }],
    // a drawing finds networks by the ends of their names: the longer ones first
    networks: networks.toSorted((one, other) => other.name.length - one.name.length),
    containers: stack.containers.map((container) => drawn(stack, container)),
  };
}

function drawn(stack: Stack, container: StackContainer): Drawn {
  const { attached, endpoints, bindings } = container;
  const name = titleOf(stack, container);
  const attachments = endpoints.map(({ network, address, address6, gateway }) => {
    const addresses = [address, address6].filter(Boolean).join(' ');
    return [engineNameOf(network), { address: addresses, aliases: [], ...(gateway ? { gateway } : {}) }] as const;
  });
  const alone = attached === 'networks' ? [] : [[attached, { address: '', aliases: [] }] as const];
  const byPort = Map.groupBy(bindings, ({ transport, port }) => `${port}/${transport}`);
  const ports = [...byPort].map(([port, some]) => {
    return [port, some.map(({ hostAddress, hostPort }) => `${hostAddress}:${hostPort}`)] as const;
  });
  return {
    name,
    role: name,
    image: '',
    standIn: false,
    identity: name,
    networks: Object.fromEntries([...attachments, ...alone]),
    ports: Object.fromEntries(ports),
  };
}

/** The service, and of several replicas the container. */
function titleOf(stack: Stack, { service, name }: StackContainer): string {
  return replicasOf(stack, service).length > 1 ? name : service;
}

/** As a scenario's networks are named on the engine. */
function engineNameOf(network: string): string {
  return `-${network.toLowerCase()}`;
}

/** What is drawn of a check: what is open and required, and what failed; what is closed as wanted is in the matrix. */
export function pathsOf(
  graph: Graph,
  stack: Stack,
  findings: readonly Finding[],
  exchanges: readonly Exchange[],
): ProbePath[] {
  const byPair = new Map(findings.map((finding) => [keyOf(finding.from, finding), finding]));
  return exchanges.flatMap(({ request, answer }) => {
    const finding = byPair.get(keyOf(request.from.party, request));
    const isOpen = answer.kind === 'open';
    // of a container with several addresses, those that are as wanted are not drawn as failed
    const isBroken = finding?.verdict === 'failed' && isOpen !== (finding.permission.kind === 'required');
    const isWanted = finding?.verdict === 'passed' && finding.permission.kind === 'required' && isOpen;
    // a lookup goes to the DNS server of a network, and reaches nobody
    const isNothing = request.door === 'control' || request.subject.kind === 'name';
    if (isNothing || !(isBroken || isWanted)) return [];
    const kind = isBroken ? 'broken' : 'answered';
    return [{ probes: [], kind, arrived: isOpen, steps: stepsOf(graph, stack, { request, answer }) } as const];
  });
}

function keyOf(from: string, { to, subject }: Pick<Finding, 'to' | 'subject'>): string {
  return JSON.stringify([from, to, printSubject(subject)]);
}

/** From the box of the sender, over a network or a published port, to that of the target. */
function stepsOf(graph: Graph, stack: Stack, { request }: Exchange): PathStep[] {
  const { from, to, target, door, subject, at } = request;
  const stops = [
    from.container && from.party !== 'host'
      ? idOf.container(titleOf(stack, from.container))
      : graph.sender(from.party === 'lan' ? { kind: 'lan-host', name: 'lan' } : { kind: 'engine-host' }),
  ];
  if (!target) stops.push(graph.unknown(to));
  else {
    const name = titleOf(stack, target);
    const via = target.endpoints.find(({ address, address6 }) => address === at || address6 === at)?.network;
    const isShared = from.container?.endpoints.some(({ network }) => network === via) ?? false;
    if (door === 'published' && 'port' in subject) stops.push(idOf.port(name, `${subject.port}/${subject.kind}`));
    else if (via !== undefined && isShared)
      stops.push(...graph.networksOf({ name, networks: { [engineNameOf(via)]: {} } } as unknown as Drawn));
    stops.push(
      target.attached === 'host' && to === 'host' ? graph.sender({ kind: 'engine-host' }) : idOf.container(name),
    );
  }
  return stops.slice(1).map((stop, index) => {
    const start = stops[index] ?? '';
    const link = graph.link(start, stop);
    return { link, forward: link.from === start };
  });
}
