import type { Role } from '../../images/roles.ts';
import {
  type ComposeEndpoint,
  type ComposeFile,
  type ComposeNetwork,
  type ComposeService,
  networksOf,
} from '../declare/compose.ts';
import type { NetworkDeclaration } from '../declare/network.ts';

/** The parts of a Compose file that are not in its declaration. */
export interface FileParts {
  /** What `${PORT}` and the others stand for. */
  readonly values: Readonly<Record<string, string>>;
  /** The name of an image on the engine. */
  image(role: Role): string;
  /** What runs in a service, with `$` written as Compose reads it. */
  server(name: string, service: ComposeService): Readonly<Record<string, unknown>>;
  /** The name of a declared network on the engine. */
  nameOf(network: NetworkDeclaration): string;
  /** Of every network, where it has no others. */
  readonly driverOptions: Readonly<Record<string, string>>;
  /** Of every container and network. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A Compose file with what the suite adds. */
export function wholeFile(file: ComposeFile, parts: FileParts): object {
  const services = Object.entries(file.services).map(([name, service]) => [name, written(name, service, parts)]);
  const networks = networksIn(file).map(([name, network]) => [name, writtenNetwork(network, parts)]);
  return {
    services: Object.fromEntries(services) as object,
    ...(networks.length > 0 ? { networks: Object.fromEntries(networks) as object } : {}),
  };
}

/** A text of the file with the values that it names. */
export function withValues(text: string, values: FileParts['values']): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The networks of a file; the default one is written as well, for its labels. */
function networksIn({ services, networks = {} }: ComposeFile): [string, ComposeNetwork][] {
  const usesDefault = Object.values(services).some((service) => networksOf(service).includes('default'));
  return Object.entries({ ...(usesDefault ? { default: {} } : {}), ...networks });
}

function written(name: string, service: ComposeService, parts: FileParts): object {
  const { image = 'nginx', environment = {}, ...own } = service;
  const { environment: added = {}, ...server } = parts.server(name, service);
  const variables = { ...(added as object), ...valued(environment, parts) };
  return {
    image: parts.image(image),
    ...server,
    ...valued(own, parts),
    ...(Object.keys(variables).length > 0 ? { environment: variables } : {}),
    ...labelled(parts),
  };
}

function writtenNetwork({ external, labels = {}, driver_opts, ...network }: ComposeNetwork, parts: FileParts): object {
  if (external)
    return external === true
      ? { external, ...valued(network, parts) }
      : { external: true, name: parts.nameOf(external) };
  const own = isList(labels)
    ? [...labels, ...Object.entries(parts.labels).map(([key, value]) => `${key}=${value}`)]
    : { ...labels, ...parts.labels };
  const options = { ...parts.driverOptions, ...driver_opts };
  return {
    ...valued(network, parts),
    ...(Object.keys(options).length > 0 ? { driver_opts: valued(options, parts) } : {}),
    ...(Object.keys(own).length > 0 ? { labels: own } : {}),
  };
}

function isList(labels: NonNullable<ComposeNetwork['labels']>): labels is readonly string[] {
  return Array.isArray(labels);
}

function labelled({ labels }: FileParts): object {
  return Object.keys(labels).length > 0 ? { labels } : {};
}

function valued<T extends object>(part: T, { values }: FileParts): T {
  return JSON.parse(withValues(JSON.stringify(part), values)) as T;
}

/** The container ports that a service exposes or publishes. */
export function containerPorts({ ports = [], expose = [] }: ComposeService): {
  readonly tcp: number[];
  readonly udp: number[];
} {
  const all = [...ports, ...expose].flatMap((port) =>
    typeof port === 'string' ? fromShortSyntax(port) : [{ port: port.target, protocol: port.protocol ?? 'tcp' }],
  );
  const of = (wanted: string): number[] => [
    ...new Set(all.filter(({ protocol }) => protocol === wanted).map(({ port }) => port)),
  ];
  return { tcp: of('tcp'), udp: of('udp') };
}

/** `127.0.0.1:8000-8001:80-81/udp`: the container's ports are the last numbers. */
function fromShortSyntax(text: string): { readonly port: number; readonly protocol: string }[] {
  const [ports = '', protocol = 'tcp'] = (text.split(':').at(-1) ?? '').split('/');
  const [first = 0, last = first] = ports.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => ({ port: first + index, protocol }));
}

/** The options of a service on each of its networks. */
export function endpointsIn(service: ComposeService): Record<string, ComposeEndpoint> {
  const { networks } = service;
  return Object.fromEntries(
    networksOf(service).map((name) => [
      name,
      networks !== undefined && !Array.isArray(networks)
        ? ((networks as Readonly<Record<string, ComposeEndpoint>>)[name] ?? {})
        : {},
    ]),
  );
}
