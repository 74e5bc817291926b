/** A Compose file as `docker compose config --format json` prints it: every variable is replaced, every path is absolute. */
export interface ResolvedFile {
  readonly name?: string;
  readonly services?: Readonly<Record<string, ResolvedService>>;
  readonly networks?: Readonly<Record<string, ResolvedNetwork | null>>;
  readonly volumes?: Readonly<Record<string, ResolvedObject | null>>;
}

/** A service there; it has many more fields, which stay as they are. */
export interface ResolvedService {
  readonly image?: string;
  readonly build?: object;
  readonly container_name?: string;
  readonly profiles?: readonly string[];
  readonly networks?: Readonly<Record<string, ResolvedEndpoint | null>>;
  readonly volumes?: readonly {
    readonly type: string;
    readonly source?: string;
    readonly read_only?: boolean;
  }[];
  readonly labels?: Labels;
}

/** How a service is on a network there. */
interface ResolvedEndpoint {
  readonly aliases?: readonly string[];
  readonly ipv4_address?: string;
  readonly ipv6_address?: string;
}

/** A network there. */
export interface ResolvedNetwork extends ResolvedObject {
  readonly driver?: string;
  readonly ipam?: { readonly config?: readonly { readonly subnet?: string }[] };
}

/** A network or volume there. */
interface ResolvedObject {
  readonly name?: string;
  readonly external?: boolean;
  readonly labels?: Labels;
}

type Labels = Readonly<Record<string, string>>;

/** The networks that every engine has. */
const PREDEFINED: ReadonlySet<string> = new Set(['bridge', 'host', 'none']);

/**
 * The same file as a project of its own, which has nothing in common with one that runs: its containers, networks and
 * volumes have names of the project, also external ones, which hold what is in production. `labels` are added to all.
 */
export function ownProject(file: ResolvedFile, project: string, labels: Labels): ResolvedFile {
  const own = (objects: ResolvedFile['networks']): Record<string, ResolvedObject> =>
    Object.fromEntries(
      Object.entries(objects ?? {}).map(([key, object]) => [key, ownObject(object ?? {}, `${project}_${key}`, labels)]),
    );
  const services = Object.entries(file.services ?? {}).map(
    ([name, service]) => [name, ownService(service, labels)] as const,
  );
  return {
    ...file,
    name: project,
    services: Object.fromEntries(services),
    networks: own(file.networks),
    volumes: own(file.volumes),
  };
}

function ownObject(object: ResolvedObject, name: string, labels: Labels): ResolvedObject {
  if (object.external && PREDEFINED.has(object.name ?? '')) return object;
  const { external: _external, ...rest } = object;
  return { ...rest, name, labels: { ...object.labels, ...labels } };
}

function ownService(service: ResolvedService, labels: Labels): ResolvedService {
  const { container_name: name, networks, build, image } = service;
  // a service is in the resolved file because it is to be started, by whatever profile
  const { container_name: _name, profiles: _profiles, ...rest } = service;
  // containers resolve it as they do the name of the service
  const aliased =
    name !== undefined && networks
      ? Object.entries(networks).map(([key, value]) => [key, { ...value, aliases: [...(value?.aliases ?? []), name] }])
      : undefined;
  return {
    ...rest,
    ...(aliased ? { networks: Object.fromEntries(aliased) } : {}),
    // an image with a name is the user's, who keeps it
    ...(build && image === undefined ? { build: withLabels(build, labels) } : {}),
    labels: { ...service.labels, ...labels },
  };
}

function withLabels(build: object & { labels?: Labels }, labels: Labels): object {
  return { ...build, labels: { ...build.labels, ...labels } };
}

/** A folder of the host that a service writes to. */
export interface WrittenFolder {
  readonly service: string;
  readonly folder: string;
}

/** The folders of the host that services write to, but for sockets: two projects that write to one destroy its data. */
export function writtenFolders({ services = {} }: ResolvedFile): WrittenFolder[] {
  return Object.entries(services).flatMap(([service, { volumes = [] }]) =>
    volumes
      .filter(({ type, read_only: isReadOnly }) => type === 'bind' && !isReadOnly)
      .flatMap(({ source }) => (source === undefined || source.endsWith('.sock') ? [] : [{ service, folder: source }])),
  );
}
