import type { Body, Call } from '../../engine/api-proxy.ts';
import type { ApiFault } from './fault.ts';
import { byAddress, byAlias } from './names-ids.ts';

/** The part of a name on the engine that the scenario gave: `grafana` of `dnc-1a2b3c-4d5e-grafana`. */
const nameIn = ({ name }: Call): string => name.split('-').at(-1) ?? '';

/** Alters what a container is created from. */
const atCreate =
  (alter: (body: Body, name: string) => void) =>
  (call: Call, body: Body): void => {
    if (call.method === 'POST' && call.path === '/containers/create') alter(body, nameIn(call));
  };

/** Alters what a network is created from. */
const atNetworkCreate =
  (alter: (body: Body) => void) =>
  (call: Call, body: Body): void => {
    if (call.method === 'POST' && call.path === '/networks/create') alter(body);
  };

/** Alters answers to a GET whose path is like this. */
const inAnswer =
  (path: RegExp, alter: (body: Body) => Body) =>
  (call: Call, body: Body): Body =>
    call.method === 'GET' && path.test(call.path) ? (alter(body) ?? body) : body;

/** Alters the inspect of the scenario's containers of these names. */
const inInspect = (alter: (body: Body) => void, ...names: string[]) =>
  inAnswer(/^\/containers\/[^/]+\/json$/, (body) => {
    if (names.length === 0 || names.includes(String(body.Name).split('-').at(-1) ?? '')) alter(body);
  });

const inNetworkInspect = (alter: (body: Body) => void) =>
  inAnswer(/^\/networks\/dnc-[^/]+$/, (body) => {
    if (body.Driver === 'bridge') alter(body);
  });

const inNetworks = (alter: (networks: Body[]) => Body) => inAnswer(/^\/networks$/, alter);

/** The endpoints that a container is created with, by the name of the network. */
const endpointsOf = (body: Body): Body[] => Object.values(body.NetworkingConfig?.EndpointsConfig ?? {});

const bindingsOf = (body: Body): Body[] => Object.values<Body[]>(body.HostConfig?.PortBindings ?? {}).flat();

/** The id of the run in the name of a network of the suite, `dnc-3f9a1c-…`: what the specs draw bears it. */
const runOf = (body: Body): string => String(body.HostConfig?.NetworkMode).split('-')[1] ?? '';

const isOnNetworkOfItsOwn = (body: Body): boolean => String(body.HostConfig?.NetworkMode).startsWith('dnc-');

/** The IPv4 ports in an inspect, each with its bindings. */
const shownPorts = (body: Body): Body[] =>
  Object.values<Body[] | null>(body.NetworkSettings.Ports ?? {}).flatMap((bound) => bound ?? []);

const everyPublished = ['publish.*'];

/** What is broken in the API, one thing at a time. */
export const apiFaults: readonly ApiFault[] = [
  {
    kind: 'api',
    name: 'aliases are lost',
    by: ['bridge.alias-resolves', 'remote.plugin-driver', ...byAlias],
    request: atCreate((body) => endpointsOf(body).forEach((endpoint) => delete endpoint.Aliases)),
  },
  {
    kind: 'api',
    name: 'a container without an alias gets one',
    by: ['bridge.no-alias-no-name'],
    request: atCreate((body, name) => {
      if (name === 'unnamed' && isOnNetworkOfItsOwn(body))
        body.NetworkingConfig = {
          EndpointsConfig: { [body.HostConfig.NetworkMode]: { Aliases: [`grafana-${runOf(body)}`] } },
        };
    }),
  },
  {
    kind: 'api',
    name: "every container of a network gets the other one's alias, too",
    by: ['bridge.alias-resolves', 'remote.plugin-driver', ...byAlias],
    request: atCreate((body) => endpointsOf(body).forEach((endpoint) => (endpoint.Aliases = ['nginx', 'grafana']))),
  },
  {
    kind: 'api',
    name: 'aliases get a letter more',
    by: ['bridge.alias-resolves', 'remote.plugin-driver', ...byAlias],
    request: atCreate((body) =>
      endpointsOf(body).forEach(
        (endpoint) => (endpoint.Aliases = endpoint.Aliases?.map((alias: string) => `${alias}s`)),
      ),
    ),
  },
  {
    kind: 'api',
    name: 'the refusal of an alias does not say what is refused',
    by: ['bridge.alias-needs-user-defined'],
    answer: (call, body) =>
      call.path === '/containers/create' && /alias/i.test(String(body?.message)) ? { message: 'invalid' } : body,
  },
  {
    kind: 'api',
    name: 'published ports are lost',
    by: everyPublished,
    request: atCreate((body) => (body.HostConfig.PortBindings = {})),
  },
  {
    kind: 'api',
    name: "published ports lead to the container's next port",
    by: everyPublished,
    request: atCreate((body) => {
      const bindings = Object.entries(body.HostConfig.PortBindings ?? {});
      body.HostConfig.PortBindings = Object.fromEntries(
        bindings.map(([port, to]) => [`${Number.parseInt(port, 10) + 1}/tcp`, to]),
      );
    }),
  },
  {
    kind: 'api',
    name: 'TCP ports are published as UDP ports',
    by: everyPublished,
    request: atCreate((body) => {
      const bindings = Object.entries(body.HostConfig.PortBindings ?? {});
      body.HostConfig.PortBindings = Object.fromEntries(bindings.map(([port, to]) => [port.replace('tcp', 'udp'), to]));
    }),
  },
  {
    kind: 'api',
    name: 'inspect shows the next host port',
    by: everyPublished,
    answer: inInspect((body) =>
      shownPorts(body).forEach((bound) => (bound.HostPort = String(Number(bound.HostPort) + 100))),
    ),
  },
  {
    kind: 'api',
    name: 'inspect shows no host port',
    by: everyPublished,
    answer: inInspect((body) => (body.NetworkSettings.Ports = {})),
  },
  {
    kind: 'api',
    name: 'a port published on one address is published on all',
    by: ['publish.loopback-only', 'publish.lan-hosts'],
    request: atCreate((body) => bindingsOf(body).forEach((binding) => (binding.HostIp = ''))),
  },
  {
    kind: 'api',
    name: 'the same, and inspect shows the one address',
    by: ['publish.loopback-only', 'publish.lan-hosts'],
    request: atCreate((body) => bindingsOf(body).forEach((binding) => (binding.HostIp = ''))),
    answer: inInspect((body) => {
      for (const [port, bound] of Object.entries<Body[] | null>(body.NetworkSettings.Ports))
        body.NetworkSettings.Ports[port] = bound
          ?.slice(0, 1)
          .map(({ HostPort }) => ({ HostIp: '127.0.0.1', HostPort }));
    }, 'onloopback'),
  },
  {
    kind: 'api',
    name: 'a port published on all addresses is published on one',
    by: ['publish.all-addresses', 'publish.lan-hosts'],
    unclear: ['publish.loopback-only'],
    request: atCreate((body) => bindingsOf(body).forEach((binding) => (binding.HostIp = '127.0.0.1'))),
  },
  {
    kind: 'api',
    name: 'the same, and inspect shows all addresses',
    by: ['publish.all-addresses', 'publish.lan-hosts'],
    unclear: ['publish.loopback-only'],
    request: atCreate((body) => bindingsOf(body).forEach((binding) => (binding.HostIp = '127.0.0.1'))),
    answer: inInspect((body) => shownPorts(body).forEach((bound) => (bound.HostIp = '0.0.0.0')), 'everywhere'),
  },
  {
    kind: 'api',
    name: 'an exposed port is published',
    by: ['expose.documents-only', 'publish.binds'],
    request: atCreate((body, name) => {
      if (name !== 'exposed') return;
      const ports = Object.keys(body.ExposedPorts ?? {});
      body.HostConfig.PortBindings = Object.fromEntries(ports.map((port) => [port, [{ HostIp: '', HostPort: '' }]]));
    }),
  },
  {
    kind: 'api',
    name: 'an exposed port is published at the same port, and inspect does not show it',
    by: ['expose.documents-only', 'publish.binds'],
    request: atCreate((body, name) => {
      if (name !== 'exposed') return;
      const ports = Object.keys(body.ExposedPorts ?? {});
      body.HostConfig.PortBindings = Object.fromEntries(
        ports.map((port) => [port, [{ HostIp: '', HostPort: String(Number.parseInt(port, 10)) }]]),
      );
    }),
    answer: inInspect((body) => (body.NetworkSettings.Ports = {}), 'exposed'),
  },
  {
    kind: 'api',
    name: 'exposed ports are lost',
    by: ['expose.documents-only'],
    request: atCreate((body, name) => {
      if (name === 'exposed') body.ExposedPorts = {};
    }),
  },
  {
    kind: 'api',
    name: 'none is a bridge',
    by: ['none.no-address', 'none.loopback-only', 'none.isolated', 'none.no-egress'],
    request: atCreate((body) => {
      if (body.HostConfig.NetworkMode === 'none') body.HostConfig.NetworkMode = 'bridge';
    }),
  },
  {
    kind: 'api',
    name: "none is the host's network",
    by: ['none.no-address', 'none.loopback-only', 'none.isolated'],
    request: atCreate((body) => {
      if (body.HostConfig.NetworkMode === 'none') body.HostConfig.NetworkMode = 'host';
    }),
  },
  {
    kind: 'api',
    name: 'inspect shows an address on none',
    by: ['none.no-address'],
    answer: inInspect((body) => (body.NetworkSettings.Networks.none.IPAddress = '172.17.0.99'), 'alone'),
  },
  {
    kind: 'api',
    name: 'inspect shows driver options on none',
    by: ['none.no-address'],
    answer: inInspect((body) => (body.NetworkSettings.Networks.none.DriverOpts = { a: 'b' }), 'alone'),
  },
  {
    kind: 'api',
    name: 'host is a bridge',
    by: ['host.*', 'names.host-gateway'],
    request: atCreate((body) => {
      if (body.HostConfig.NetworkMode === 'host') body.HostConfig.NetworkMode = 'bridge';
    }),
  },
  {
    kind: 'api',
    name: 'host is no network at all',
    by: ['host.*', 'names.host-gateway'],
    request: atCreate((body) => {
      if (body.HostConfig.NetworkMode === 'host') body.HostConfig.NetworkMode = 'none';
    }),
  },
  {
    kind: 'api',
    name: 'inspect shows an address on host',
    by: ['host.shares-interfaces'],
    answer: inInspect((body) => (body.NetworkSettings.Networks.host.IPAddress = '172.17.0.99'), 'onhost'),
  },
  {
    kind: 'api',
    name: 'inspect shows a port bound on host',
    by: ['host.no-binding-needed'],
    answer: inInspect(
      (body) => (body.NetworkSettings.Ports = { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '80' }] }),
      'onhost',
    ),
  },
  {
    kind: 'api',
    name: 'the default network is none',
    by: [
      'structure.*',
      'publish.*',
      'expose.documents-only',
      'bridge.user-defined',
      'names.default-bridge-by-address',
      'dns.default-bridge',
    ],
    unclear: ['names.late-joiner', 'none.isolated', 'host.*', 'bridge.alias-needs-user-defined'],
    request: atCreate((body) => {
      if (body.HostConfig.NetworkMode === 'bridge') body.HostConfig.NetworkMode = 'none';
    }),
  },
  {
    kind: 'api',
    name: 'inspect shows the address of nobody',
    by: [
      'structure.container-interfaces',
      'structure.same-bridge-reachable',
      'bridge.alias-resolves',
      'bridge.ip-only-reachable',
      'remote.plugin-driver',
      'expose.documents-only',
      ...byAddress,
    ],
    unclear: [
      'dns.internal-not-forwarded',
      'names.nxdomain',
      'names.nodata',
      'names.add-host',
      'names.alias-scope',
      'bridge.no-alias-no-name',
      'bridge.alias-needs-user-defined',
      'none.isolated',
    ],
    answer: inInspect((body) => {
      for (const endpoint of Object.values<Body>(body.NetworkSettings.Networks))
        if (endpoint.IPAddress) endpoint.IPAddress = endpoint.IPAddress.replace(/\d+$/, '199');
    }),
  },
  {
    kind: 'api',
    name: 'a bridge network says that it is something else',
    by: ['bridge.user-defined'],
    answer: inNetworkInspect((body) => (body.Driver = 'macvlan')),
  },
  {
    kind: 'api',
    name: 'all networks show one subnet',
    by: ['bridge.user-defined'],
    answer: inNetworkInspect((body) => (body.IPAM.Config = [{ Subnet: '172.30.0.0/16', Gateway: '172.30.0.1' }])),
  },
  {
    kind: 'api',
    name: 'a network shows a gateway that the host does not have',
    by: ['bridge.user-defined'],
    answer: inNetworkInspect((body) => (body.IPAM.Config[0].Gateway = body.IPAM.Config[0].Gateway.replace(/1$/, '77'))),
  },
  {
    kind: 'api',
    name: 'the network none is not listed',
    by: ['drivers.predefined'],
    answer: inNetworks((networks) => networks.filter(({ Name }) => Name !== 'none')),
  },
  {
    kind: 'api',
    name: 'the network host is listed twice',
    by: ['drivers.predefined'],
    answer: inNetworks((networks) => [...networks, ...networks.filter(({ Name }) => Name === 'host')]),
  },
  {
    kind: 'api',
    name: 'the network bridge has the scope of a swarm',
    by: ['drivers.predefined'],
    answer: inNetworks((networks) => {
      for (const network of networks) if (network.Name === 'bridge') network.Scope = 'swarm';
    }),
  },
  {
    kind: 'api',
    name: 'the engine tells of no overlay driver',
    by: ['drivers.native'],
    answer: inAnswer(/^\/info$/, (body) => {
      body.Plugins.Network = body.Plugins.Network.filter((driver: string) => driver !== 'overlay');
    }),
  },
  {
    kind: 'api',
    name: 'the engine tells of no drivers at all',
    by: ['drivers.native'],
    answer: inAnswer(/^\/info$/, (body) => {
      body.Plugins.Network = null;
    }),
  },
  {
    kind: 'api',
    name: "a plugin's network is made by the bridge driver",
    by: ['remote.plugin-driver'],
    request: atNetworkCreate((body) => {
      if (body.Driver.startsWith('dnc-')) body.Driver = 'bridge';
    }),
  },
  {
    kind: 'api',
    name: 'the same, and inspect shows the plugin',
    by: ['remote.plugin-driver'],
    request: atNetworkCreate((body) => {
      if (!body.Driver.startsWith('dnc-')) return;
      body.Options = { 'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0' };
      body.Labels['docker-network-conformance.driver'] = body.Driver;
      body.Driver = 'bridge';
    }),
    answer: inAnswer(/^\/networks\/dnc-[^/]+$/, (body) => {
      body.Driver = body.Labels['docker-network-conformance.driver'] ?? body.Driver;
    }),
  },
];
