import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';
import { answeredBy, anyPage, reachesByEveryWay } from './repeated.ts';

/** Where the network of a Compose file is not created again: https://github.com/docker/compose/pull/12267 is in 2.31.0. */
const KEEPS_NETWORKS = '<2.31';

const SERVICES = 'https://docs.docker.com/reference/compose-file/services/';

/** What comes from Docker Compose itself. */
const onEveryEngine = (difference: Omit<Difference, 'engine'>): readonly Difference[] => [
  { ...difference, engine: 'docker' },
  { ...difference, engine: 'podman' },
];

/** Podman: it refuses every container with links. */
const noLinks = (id: string): Difference => ({
  id,
  engine: 'podman',
  instead: 'a service with links is refused, and with it the whole project',
  seen: [{ fact: 'docker compose up of shop', observed: 'exit code 1: *link is not supported*' }],
  dockerSpecific: true,
  evidence: evidence.podmanApi,
});

export const compose: readonly Difference[] = [
  {
    id: 'compose.mac-address-service',
    engine: 'docker',
    versions: '>=26',
    compose: '<2.32',
    instead:
      'the MAC address is ignored with an engine that has one for each endpoint, and the engine chooses another one',
    seen: [{ fact: 'the MAC address of eth0', observed: '*' }],
    evidence: 'https://github.com/docker/compose/issues/12364',
  },
  ...onEveryEngine({
    id: 'compose.mode-host-ports',
    instead: 'the published ports are ignored, and the service starts',
    seen: [{ fact: 'the outcome of `docker compose up`', observed: 'up' }],
    evidence: 'https://github.com/docker/compose/issues/10464',
  }),
  ...onEveryEngine({
    id: 'compose.service-driver-opts',
    instead:
      'the option is ignored, which is one of networks and not of endpoints: the port is open at every address of the host',
    seen: [
      // depends on the engine and on the host's IPv6
      { fact: 'the host addresses of the binding in inspect', observed: '*' },
      { request: "from the engine's host: GET http://*", observed: 'answered by binding_web_*', times: 'any' },
    ],
    evidence: `${SERVICES}#driver_opts`,
  }),
  {
    id: 'compose.gw-priority',
    engine: 'docker',
    compose: '<2.33.1',
    instead: 'gw_priority is ignored, and the first network in the order of their names has the default route',
    seen: [{ fact: 'the network of the default route', observed: 'routed_first' }],
    evidence: 'https://github.com/docker/compose/releases/tag/v2.33.1',
  },
  ...onEveryEngine({
    id: 'compose.interface-name',
    compose: '<2.36',
    instead: 'Docker Compose does not know interface_name, and refuses the file',
    seen: [{ fact: 'docker compose up of named', observed: 'exit code 15: *interface_name is not allowed' }],
    evidence: `${SERVICES}#interface_name`,
  }),
  ...onEveryEngine({
    id: 'compose.network-changed',
    compose: KEEPS_NETWORKS,
    instead: 'the network keeps its old subnet',
    seen: [
      { fact: 'the subnet of moving-web-1', observed: '*' },
      { fact: 'the subnet of moving-peer-1', observed: '*' },
    ],
    evidence: 'https://github.com/docker/compose/issues/9203',
  }),
  {
    id: 'compose.network-changed',
    engine: 'docker',
    compose: '>=2.40',
    instead: 'services are connected to the new network without their names: no service resolves another one',
    seen: [
      { request: 'from moving-peer-1: GET http://web', observed: 'unresolved (*)' },
      { request: 'from moving-peer-1: A* web', observed: 'unresolved (*)', times: 2 },
      { request: 'from moving-peer-1: system lookup of web', observed: 'unresolved (*)' },
    ],
    evidence: 'https://github.com/GetKlai/klai/pull/1030',
  },
  ...onEveryEngine({
    id: 'compose.internal-added',
    compose: KEEPS_NETWORKS,
    instead: 'the network stays public, and its published ports open',
    seen: [
      { fact: 'whether the network is internal', observed: false },
      { request: "from the engine's host: GET http://127.0.0.1:*", observed: 'answered by closing_web_*' },
    ],
    evidence: 'https://github.com/docker/compose/issues/4600',
  }),
  {
    id: 'compose.internal-added',
    engine: 'podman',
    versions: '>=5.8',
    option: 'rootless',
    instead: 'the published port of a service on an internal network is open',
    seen: [{ request: "from the engine's host: GET http://127.0.0.1:*", observed: 'answered by closing_web_*' }],
    evidence: evidence.podmanRootless,
  },
  ...onEveryEngine({
    id: 'compose.internal-host',
    instead: 'the host has an address of the network on its bridge, and reaches every service',
    seen: reachesByEveryWay("the engine's host", 'shop_db_*'),
    evidence: 'https://docs.docker.com/reference/cli/docker/network/create/#internal',
  }),
  {
    id: 'compose.external-missing',
    engine: 'docker',
    versions: '>=28.5',
    option: 'swarm',
    instead: 'the network may be one of the swarm, and the services are refused only once their containers are created',
    seen: [{ fact: 'the containers of the project', observed: ['lost-*', 'lost-*'] }],
    evidence: 'https://github.com/docker/compose/pull/8999',
  },
  noLinks('compose.links'),
  noLinks('compose.links-no-network'),
  {
    id: 'compose.ipam',
    engine: 'podman',
    instead: 'inspect does not show the ip_range',
    seen: [{ fact: 'the range in inspect', observed: undefined }],
    evidence: evidence.podmanApi,
  },
  {
    id: 'compose.network-changed',
    engine: 'podman',
    compose: '>=2.40',
    instead: 'services are connected to the new network without their names: no service resolves another one',
    seen: [
      { request: 'from moving-peer-1: GET http://web', observed: 'unresolved (NXDOMAIN)' },
      { request: 'from moving-peer-1: A* web', observed: 'unresolved (NXDOMAIN)', times: 2 },
      { request: 'from moving-peer-1: system lookup of web', observed: 'unresolved (not found)' },
    ],
    evidence: 'https://github.com/GetKlai/klai/pull/1030',
  },
  {
    id: 'compose.driver-opts',
    engine: 'podman',
    instead:
      'the option `com.docker.network.bridge.host_binding_ipv4` is ignored, and the port is open at every address of the host',
    seen: [
      { fact: 'the host addresses of the binding in inspect', observed: '0.0.0.0' },
      { request: `from the engine's host: ${anyPage}`, observed: answeredBy('bound_web_*'), times: 'any' },
    ],
    dockerSpecific: true,
    evidence: evidence.podmanNetworkCreate,
  },
  {
    id: 'compose.gw-priority',
    engine: 'podman',
    versions: '<6.1',
    flaky: {
      cause: 'which network of a service has its default route is random',
      shown: 6,
      of: 12,
      measured: 'six runs each on Podman 5.4.2 and 5.8.6; none of six on 6.1.1 showed it',
      atMost: 1,
    },
    instead: 'gw_priority is ignored, and each start of a service gives another network the default route',
    seen: [{ fact: 'the network of the default route', observed: '*' }],
    evidence: 'https://github.com/containers/netavark/issues/1146',
  },
  {
    id: 'compose.interface-name',
    engine: 'podman',
    compose: '>=2.36',
    instead: 'Docker Compose takes the version of the API for that of an older Docker Engine, and refuses the name',
    seen: [{ fact: 'docker compose up of named', observed: 'exit code 1: *interface_name requires Docker Engine*' }],
    dockerSpecific: true,
    evidence: `${SERVICES}#interface_name`,
  },
  {
    id: 'compose.mode-service-ports',
    engine: 'podman',
    instead: 'the ports are accepted, and the service starts',
    seen: [
      { fact: 'the outcome of `docker compose up`', observed: 'up' },
      { fact: 'the reason', observed: 'up' },
    ],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
  {
    id: 'compose.ports-range-scaled',
    engine: 'podman',
    instead: 'its Docker API refuses a range of host ports',
    seen: [{ fact: 'docker compose up of ranged', observed: 'exit code 1: *invalid syntax*' }],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/issues/22980',
  },
  {
    id: 'compose.recreated-name',
    engine: 'podman',
    versions: '>=5.4',
    instead: "a container's own name resolves to its address twice, because Docker Compose makes it an alias as well",
    seen: [{ request: 'from shop-peer-1: A dnc-*-shop-web-1', observed: 'resolved' }],
    evidence: 'https://github.com/containers/aardvark-dns/issues/120',
  },
];
