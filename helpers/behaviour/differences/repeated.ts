import type { Difference, Flaky, Named } from './difference.ts';
import { evidence } from './evidence.ts';

/** Any page, as a request. */
export const anyPage = 'GET http://*';

/** Any datagram, as a request. */
export const anyDatagram = 'datagram to *';

/** Any ping, as a request. */
const anyPing = 'ping *';

/** An answer of a container. Its identity has its name in lower case. */
export const answeredBy = (container: string): string => `answered by ${container.toLowerCase()}`;

/** A LAN host gets an answer from containers that should be closed to it. */
export const lanHostReaches = (containers: string | readonly string[], request = anyPage): readonly Named[] =>
  [containers].flat().map((container) => ({
    request: `from LAN host: ${request}`,
    observed: answeredBy(container),
  }));

/** How often each kind of request is answered where a server answers by every way of a table: TCP at two ports, UDP and ping. */
const EVERY_WAY = { [anyPage]: 2, [anyDatagram]: 1, [anyPing]: 1 };

const answers = (from: string, container: string, requests: Readonly<Record<string, number>>): readonly Named[] =>
  Object.entries(requests).map(([request, times]) => ({
    request: `from ${from}: ${request}`,
    observed: answeredBy(container),
    times,
  }));

/** A server answers by every way of a table. */
export const reachesByEveryWay = (from: string, container: string): readonly Named[] =>
  answers(from, container, EVERY_WAY);

/** A LAN host gets an answer from containers that should be closed to it, by every way. */
export const lanHostReachesByEveryWay = (...containers: readonly string[]): readonly Named[] =>
  containers.flatMap((container) => reachesByEveryWay('LAN host', container));

/** A server that publishes a UDP port answers by every way of a table, and at that port. */
export const reachesPublished = (from: string, container: string): readonly Named[] =>
  answers(from, container, { ...EVERY_WAY, [anyDatagram]: 2 });

/** A LAN host gets an answer from such containers. */
export const lanHostReachesPublished = (...containers: readonly string[]): readonly Named[] =>
  containers.flatMap((container) => reachesPublished('LAN host', container));

/** The clients of a published port, and at how many addresses of the host each requests it. */
type Clients = Readonly<Record<string, number>>;

/** Ports fail for each of these clients. */
export const portsFail = (clients: Clients, request: string, observed: string): readonly Named[] =>
  Object.entries(clients).map(([from, times]) => ({ request: `from ${from}: ${request}`, observed, times }));

/** Rootless Docker: a published port at a gateway's address. */
export const rootlessGateway = (id: string, clients: Clients, request = anyPage): Difference => ({
  id,
  engine: 'docker',
  option: 'rootless',
  instead:
    'a published port is refused at a gateway, because RootlessKit publishes it outside the network namespace of the bridges',
  seen: portsFail(clients, request, 'refused'),
  evidence: evidence.dockerRootlessPorts,
});

/** Docker without its userland proxy: a port published from another bridge. */
export const withoutUserlandProxy = (id: string, clients: Clients, request = anyPage): Difference => ({
  id,
  engine: 'docker',
  versions: '<29',
  option: 'userland-proxy=false',
  instead:
    'without the userland proxy, a port published from another bridge times out: the isolation rules drop the packets',
  seen: portsFail(clients, request, 'timed out'),
  evidence: 'https://github.com/moby/moby/pull/49981',
});

/** Podman from 6 on, where `isolate=strict` is the default: ports published from another network. */
export const podmanStrict = (id: string, clients: Clients): Difference => ({
  id,
  engine: 'podman',
  versions: '>=6.1',
  instead: "the default `isolate=strict` also blocks ports published from another network at the host's address",
  seen: portsFail(clients, anyPage, 'timed out'),
  dockerSpecific: true,
  evidence: evidence.podmanNetworkCreate,
});

/** Podman: a container's own published port. */
export const podmanOwnPort = (id: string, clients: Clients, request = anyPage): Difference => ({
  id,
  engine: 'podman',
  instead: "a container cannot reach its own published port at the host's address",
  seen: portsFail(clients, request, 'timed out'),
  dockerSpecific: true,
  evidence: 'https://github.com/containers/podman/issues/16831',
});

/** How often Podman 4.3 blocks a port published from another network. */
export const isolatesPortsAtTimes: Flaky = {
  cause: 'a port published from another network is blocked',
  shown: 5,
  of: 12,
  measured: 'four runs on Podman 4.3.1, three of them of the whole suite',
  atMost: 3,
};

/** Podman: a port published from another network. */
export const podmanIsolatesPorts = (
  id: string,
  from: string,
  request = anyPage,
  { times, ...when }: Pick<Difference, 'versions' | 'flaky'> & Pick<Named, 'times'> = {},
): Difference => ({
  id,
  engine: 'podman',
  ...when,
  instead: 'the isolation of networks created through the Docker API also blocks their published ports',
  seen: [{ request: `from ${from}: ${request}`, observed: 'timed out', ...(times ? { times } : {}) }],
  dockerSpecific: true,
  evidence: evidence.netavarkIsolation,
});

/** Podman: a LAN host with a route to the container reaches a port that should be closed to it. */
export const podmanAdmitsLan = (
  id: string,
  seen: readonly Named[],
  about: Partial<Pick<Difference, 'versions' | 'unless' | 'instead'>> = {},
): Difference => ({
  id,
  engine: 'podman',
  instead: 'LAN hosts with a route to a container reach all its ports, published or not',
  ...about,
  closable: true,
  seen,
  dockerSpecific: true,
  evidence: evidence.podmanNetworkCreate,
});

/** Podman: the default network and the others are open to each other. */
export const podmanOpenDefaultNetwork = {
  engine: 'podman',
  // from 6 on, `isolate=strict` is the default
  versions: '<6',
  instead: 'the default network is not isolated: its containers reach the other networks',
  dockerSpecific: true,
  evidence: 'https://github.com/containers/podman/issues/5805',
} as const;

/** No kernel translates a destination at ::1 to another interface's: IPv4 alone has route_localnet. */
export const noProxyAtLoopbackIpv6 = (
  id: string,
  versions?: string,
  request = "from the engine's host: GET http://[::1]:*",
): Difference => ({
  id,
  engine: 'docker',
  ...(versions ? { versions } : {}),
  option: 'userland-proxy=false',
  instead: 'without the userland proxy, requests to a port published at ::1 time out',
  seen: [{ request, observed: 'timed out' }],
  evidence: 'https://github.com/docker/docs/issues/17312',
});

/** Podman publishes a port without an address on the IPv4 addresses of its host only. */
export const podmanIpv4Only = (id: string, port: string, of: string): Difference => ({
  id,
  engine: 'podman',
  instead: "a port published without an address is bound to the host's IPv4 addresses only",
  seen: [{ fact: `the IPv6 host port of ${port} of ${of} in inspect`, observed: undefined }],
  dockerSpecific: true,
  evidence: 'https://github.com/containers/podman/issues/14491',
});
