import { type VantagePoint, printVantagePoint } from '../../../probe/request.ts';
import type { Topology } from '../../../scenario/topology.ts';

/** A box of the drawing: a title, and lines beneath it. */
export interface GraphNode {
  readonly id: string;
  readonly kind: 'container' | 'network' | 'port' | 'sender' | 'unknown';
  readonly title: string;
  readonly lines: readonly string[];
  /** The host that it is drawn in; outside of all hosts if omitted. */
  readonly host?: string;
}

/** A line between two boxes. A `plain` one is part of the topology; any other is drawn only for the requests that used it. */
export interface GraphLink {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly plain: boolean;
}

/** Longer text is cut. */
const TEXT_LIMIT = 44;

/** The engine's own host, where the scenario has no hosts with engines of their own. */
const OWN_HOST = "the engine's host";

type Container = Topology['containers'][number];

/** Networks that every engine has; a container on `none` is on no network. */
const predefined: Readonly<Record<string, string>> = {
  bridge: 'the default bridge',
  podman: 'the default bridge',
  host: "the host's own network",
};

/** A scenario as boxes and lines, to which the ends of its requests are added. */
export class Graph {
  readonly nodes = new Map<string, GraphNode>();
  readonly links = new Map<string, GraphLink>();
  readonly topology: Topology;

  constructor(topology: Topology) {
    this.topology = topology;
    for (const container of topology.containers) this.addContainer(container);
  }

  /** The hosts that something is drawn in, with their titles. */
  get hosts(): { name: string; title: string }[] {
    const used = new Set([...this.nodes.values()].map(({ host }) => host).filter((host) => host !== undefined));
    return [...used].map((name) => {
      const address = this.topology.hosts.find((host) => host.name === name)?.address;
      return { name, title: [name === OWN_HOST ? name : `host ${name}`, address].filter(Boolean).join(' · ') };
    });
  }

  /** The box of a vantage point: a container, or a host or process that is drawn once it sends something. */
  sender(from: VantagePoint): string {
    if (from.kind === 'test-process') return this.addSender(printVantagePoint(from), {});
    if (from.kind === 'container') return this.containerSender(from.name);
    if (from.kind === 'engine-host') return this.addSender('the host itself', { host: from.name ?? OWN_HOST });
    const address = this.topology.hosts.find(({ name }) => name === from.name)?.address;
    return this.addSender(from.name, { lines: ['LAN host', ...(address ? [address] : [])] });
  }

  /** The box of an address or a name that no member of the scenario has. */
  unknown(title: string): string {
    // an identity is in lower case, a name in the scenario may not be
    return this.add({ id: `unknown ${title.toLowerCase()}`, kind: 'unknown', title, lines: [] });
  }

  /** The line between two boxes; it is added where there is none. */
  link(from: string, to: string, plain = false): GraphLink {
    const known = this.links.get(`${from}|${to}`) ?? this.links.get(`${to}|${from}`);
    if (known) return known;
    const link = { id: `e${this.links.size}`, from, to, plain };
    this.links.set(`${from}|${to}`, link);
    return link;
  }

  /** The networks of a container, as boxes. */
  networksOf({ name, networks }: Container): string[] {
    const host = this.topology.containers.find((one) => one.name === name)?.host ?? OWN_HOST;
    return Object.keys(networks).flatMap((network) =>
      network === 'none' ? [] : [this.nodes.has(network) ? network : idOf.network(host, network)],
    );
  }

  private containerSender(name: string): string {
    const id = idOf.container(name);
    return this.nodes.has(id) ? id : this.addSender(name, {});
  }

  private addSender(title: string, { host, lines = [] }: { host?: string; lines?: string[] }): string {
    const id = `sender ${host ?? ''} ${title}`;
    return this.add({ id, kind: 'sender', title, lines, ...(host === undefined ? {} : { host }) });
  }

  private add(node: GraphNode): string {
    if (!this.nodes.has(node.id))
      this.nodes.set(node.id, { ...node, title: short(node.title), lines: node.lines.map(short) });
    return node.id;
  }

  private addContainer(container: Container): void {
    const { name, host = OWN_HOST, networks, ports } = container;
    const id = this.add({ id: idOf.container(name), kind: 'container', title: name, lines: linesOf(container), host });
    for (const [port, bindings] of Object.entries(ports)) {
      if (bindings.length === 0) continue;
      const [title = '', ...lines] = bindings.map(readable);
      const box = { id: idOf.port(name, port), kind: 'port', title, lines: [...lines, `→ ${port}`], host } as const;
      this.link(this.add(box), id, true);
    }
    for (const [network, { gateway }] of Object.entries(networks))
      if (network !== 'none') this.attach(id, network, host, gateway);
  }

  private attach(container: string, engineName: string, host: string, gateway: string | undefined): void {
    // the engine's name ends with that of the scenario, in lower case
    const declared = this.topology.networks.find(({ name }) => engineName.endsWith(`-${name.toLowerCase()}`));
    const spans = declared?.driver === 'overlay';
    const box = {
      id: spans ? engineName : idOf.network(host, engineName),
      kind: 'network',
      title: declared?.name ?? engineName,
      lines: [
        declared ? driverOf(declared) : (predefined[engineName] ?? 'a network of the engine'),
        ...(gateway ? [`gateway ${gateway}`] : []),
      ],
      ...(spans ? {} : { host }),
    } as const;
    const network = this.add(box);
    if (this.isLeftOf(network, container, spans ? host : undefined)) this.link(container, network, true);
    else this.link(network, container, true);
  }

  /** An overlay is drawn between its hosts, a publishing container on the right, the others on both sides. */
  private isLeftOf(network: string, container: string, host: string | undefined): boolean {
    if (host !== undefined) return host === this.topology.hosts[0]?.name;
    const links = [...this.links.values()];
    if (links.some(({ to }) => to === container)) return true;
    return links.filter(({ to }) => to === network).length <= links.filter(({ from }) => from === network).length;
  }
}

/** The ids of the boxes. */
export const idOf = {
  container: (name: string): string => `container ${name}`,
  port: (name: string, port: string): string => `port ${name} ${port}`,
  network: (host: string, name: string): string => `network ${host} ${name}`,
};

function driverOf({ driver }: Topology['networks'][number]): string {
  return /^\w+$/.test(driver) ? `${driver} network` : driver;
}

function linesOf({ name, role, standIn, networks, ports }: Container): string[] {
  const played = standIn ? `${role} (stand-in)` : role;
  const addresses = Object.entries(networks).flatMap(([network, { address, aliases }]) => {
    if (network === 'none') return ['no network'];
    const names = aliases.map((alias) => `alias ${alias}`);
    return address ? [address].concat(names) : names;
  });
  const exposed = Object.entries(ports).filter(([, bindings]) => bindings.length === 0);
  return [
    ...(played === name ? [] : [played]),
    ...addresses,
    ...(exposed.length > 0 ? [`exposes ${exposed.map(([port]) => port).join(', ')}`] : []),
  ];
}

function short(text: string): string {
  return text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT - 1)}…` : text;
}

/** `:::32768` as `[::]:32768`. */
function readable(binding: string): string {
  return binding.replace(/^(.*:.*):(\d+)$/, '[$1]:$2');
}
