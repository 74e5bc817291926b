import type { Body, Call } from '../../engine/api-proxy.ts';
import type { ApiFault, HostFault } from './fault.ts';
import { byResolver } from './names-ids.ts';

/** What a name is made of that the specs draw: `mover` and the run's id make `mover-3f9a1c`. */
type Drawn = (stem: string) => string;

/** Alters what a container is created from; `name` is the one that the scenario gave it. */
const atCreate =
  (alter: (body: Body, name: string, drawn: Drawn) => void) =>
  (call: Call, body: Body): void => {
    if (call.method !== 'POST' || call.path !== '/containers/create') return;
    const [, run = '', ...rest] = call.name.split('-');
    alter(body, rest.at(-1) ?? '', (stem) => `${stem}-${run}`);
  };

/** Alters the aliases that containers are created with. */
const atAliases = (alter: (aliases: string[], name: string, drawn: Drawn) => string[]) =>
  atCreate((body, name, drawn) => {
    const endpoints = Object.values<Body>(body.NetworkingConfig?.EndpointsConfig ?? {});
    for (const endpoint of endpoints) endpoint.Aliases = alter(endpoint.Aliases ?? [], name, drawn);
  });

/** Asks for something that changes nothing, in the place of calls to paths like this. */
const nothing =
  (path: RegExp, other: string) =>
  ({ method, path: asked }: Call, url: string): string =>
    method === 'POST' && path.test(asked) ? asked.replace(path, other) : url;

const pruneNone = `/networks/prune?filters=${encodeURIComponent('{"label":["of-nobody"]}')}`;

/** What is broken about names in the API, one thing at a time. */
export const namesApiFaults: readonly ApiFault[] = [
  {
    kind: 'api',
    name: 'hostnames are lost',
    by: ['names.hostname', 'names.self'],
    request: atCreate((body) => delete body.Hostname),
  },
  {
    kind: 'api',
    name: 'containers get a name with a letter more',
    by: [
      'names.container-name',
      'names.network-qualified',
      'names.case-insensitive',
      'names.self',
      'names.nodata',
      'names.reverse',
      'names.stopped',
      'names.removed',
      'names.disconnected',
      'names.two-networks',
    ],
    unclear: ['names.late-joiner', 'names.reconnected', 'names.renamed'],
    instead: ({ path }, url) => (path === '/containers/create' ? url.replace(/(?<=[?&])name=[^&]+/, '$&x') : url),
  },
  {
    kind: 'api',
    name: 'the last of several aliases is lost',
    by: [
      'names.several-aliases',
      'names.self',
      'dns.ndots',
      'names.hundred-aliases',
      'names.alias-scope',
      'names.two-networks',
    ],
    request: atAliases((aliases) => (aliases.length > 1 ? aliases.slice(0, -1) : aliases)),
  },
  {
    kind: 'api',
    name: 'an alias is known on another network as well',
    by: ['names.alias-scope', 'names.alias-per-network'],
    request: atAliases((aliases, name, drawn) => {
      if (name === 'near') return [...aliases, drawn('faraway')];
      return name === 'both' ? [...aliases, drawn('inback')] : aliases;
    }),
  },
  {
    kind: 'api',
    name: 'a container is connected without the aliases that it is given then',
    by: ['names.late-joiner', 'names.reconnected', 'names.renamed', 'names.alias-per-network'],
    request: ({ path }, body) => {
      if (path.endsWith('/connect')) delete body.EndpointConfig;
    },
  },
  {
    kind: 'api',
    name: 'connecting to another network does nothing',
    by: [
      'names.late-joiner',
      'names.renamed',
      'names.two-networks',
      'names.address-per-network',
      'names.alias-per-network',
      'names.network-suffix',
      'dns.internal-connected',
    ],
    unclear: ['names.reconnected'],
    instead: nothing(/^\/networks\/[^/]+\/connect$/, pruneNone),
  },
  {
    kind: 'api',
    name: 'disconnecting from a network does nothing',
    by: ['names.disconnected'],
    unclear: ['names.reconnected'],
    instead: nothing(/^\/networks\/[^/]+\/disconnect$/, pruneNone),
  },
  {
    kind: 'api',
    name: 'stopping a container does nothing',
    by: ['names.stopped', 'names.shared-alias-stopped'],
    instead: nothing(/^(\/containers\/[^/]+)\/stop$/, '$1/resize?h=1&w=1'),
  },
  {
    kind: 'api',
    name: 'a container is renamed to another name',
    by: ['names.renamed'],
    instead: ({ path }, url) => (path.endsWith('/rename') ? url.replace(/(?<=[?&])name=[^&]+/, '$&x') : url),
  },
  {
    kind: 'api',
    name: 'an alias that others have as well is lost',
    by: ['names.shared-alias', 'names.shared-alias-order'],
    request: atAliases((aliases, name) => (name === 'two' ? aliases.filter((alias) => alias !== 'shared') : aliases)),
  },
  {
    kind: 'api',
    name: 'one alias in a hundred is lost',
    by: ['names.hundred-aliases'],
    request: atAliases((aliases) => aliases.filter((alias) => alias !== 'name-42')),
  },
  {
    kind: 'api',
    name: 'resolvers are lost',
    by: byResolver,
    request: atCreate((body) => delete body.HostConfig.Dns),
  },
  {
    kind: 'api',
    name: 'only the first resolver is asked',
    by: ['dns.second-server'],
    request: atCreate((body) => (body.HostConfig.Dns = body.HostConfig.Dns?.slice(0, 1))),
  },
  {
    kind: 'api',
    name: 'the search domain is lost',
    by: ['dns.search-domain', 'dns.ndots'],
    request: atCreate((body) => delete body.HostConfig.DnsSearch),
  },
  {
    kind: 'api',
    name: 'options of the resolver are lost',
    by: ['dns.ndots'],
    request: atCreate((body) => delete body.HostConfig.DnsOptions),
  },
  {
    kind: 'api',
    name: 'the search domain comes before the names of the network',
    by: ['dns.container-before-search', 'dns.ndots'],
    request: atCreate((body) => {
      if (body.HostConfig.DnsSearch) body.HostConfig.DnsOptions = ['ndots:2'];
    }),
  },
  {
    kind: 'api',
    name: 'added hosts are lost',
    by: ['names.add-host', 'names.host-gateway'],
    request: atCreate((body) => (body.HostConfig.ExtraHosts = [])),
  },
  {
    kind: 'api',
    name: 'an added host is known to the whole network',
    by: ['names.add-host'],
    request: atAliases((aliases, name, drawn) => (name === 'searchingfirst' ? [...aliases, drawn('added')] : aliases)),
  },
  {
    kind: 'api',
    name: 'host-gateway is the container itself',
    by: ['names.host-gateway'],
    request: atCreate((body) => {
      body.HostConfig.ExtraHosts = body.HostConfig.ExtraHosts?.map((host: string) =>
        host.replace('host-gateway', '127.0.0.1'),
      );
    }),
  },
  {
    kind: 'api',
    name: 'the default bridge knows a hostname',
    by: ['names.default-bridge-by-address'],
    request: atCreate((body, name, drawn) => {
      if (name === 'plain') body.HostConfig.ExtraHosts = [`${drawn('namedhost')}:127.0.0.1`];
    }),
  },
];

const nft = (chain: string): string => `nft -f - <<'END'\ntable inet brokennames {\n${chain}\n}\nEND\n`;

/** What is broken about names on a host, one thing at a time. */
export const namesHostFaults: readonly HostFault[] = [
  {
    kind: 'host',
    where: 'engine',
    name: 'nobody gets to a resolver on another host',
    by: byResolver,
    script: nft(
      'chain resolvers { type filter hook forward priority -400; oifname "dnc*" meta l4proto { tcp, udp } th dport 53 reject; }',
    ),
  },
  {
    kind: 'host',
    where: 'engine',
    name: 'nobody gets to a resolver on another host over TCP',
    by: ['dns.forwarded-large'],
    script: nft('chain resolvers { type filter hook forward priority -400; oifname "dnc*" tcp dport 53 reject; }'),
  },
];
