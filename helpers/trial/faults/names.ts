import {
  ON_DEFAULT_BRIDGE,
  addAlias,
  atAliases,
  atCreate,
  endpointsOf,
  misnamed,
  noOp,
  pruneNone,
  withoutEmbeddedDns,
} from './alter.ts';
import { type AnyFault, apiFault, hostFault } from './fault.ts';

/** Aliases are used by many chapters, and judged where names are the subject. */
const ofNames = ['bridge', 'names', 'dns', 'remote'] as const;

export const names: readonly AnyFault[] = [
  apiFault({
    name: 'aliases are dropped',
    breaks: ['alias'],
    chapters: ofNames,
    request: atCreate((body) => endpointsOf(body).forEach((endpoint) => delete endpoint.Aliases)),
  }),
  apiFault({
    name: 'all containers have the same aliases',
    breaks: ['alias'],
    chapters: ofNames,
    request: atCreate((body) => endpointsOf(body).forEach((endpoint) => (endpoint.Aliases = ['nginx', 'grafana']))),
  }),
  apiFault({
    name: 'aliases are misspelled',
    breaks: ['alias'],
    chapters: ofNames,
    request: atCreate((body) =>
      endpointsOf(body).forEach(
        (endpoint) => (endpoint.Aliases = endpoint.Aliases?.map((alias: string) => `${alias}s`)),
      ),
    ),
  }),
  apiFault({
    name: 'the last of several aliases is dropped',
    breaks: ['every-alias'],
    request: atAliases((aliases) => (aliases.length > 1 ? aliases.slice(0, -1) : aliases)),
  }),
  apiFault({
    name: 'an alias resolves on another network as well',
    mustFail: ['names.alias-scope', 'names.alias-per-network'],
    request: atAliases((aliases, name, unique) => {
      if (name === 'near') return [...aliases, unique('faraway')];
      return name === 'both' ? [...aliases, unique('inback')] : aliases;
    }),
  }),
  apiFault({
    name: 'a shared alias is dropped from one container',
    mustFail: ['names.shared-alias', 'names.shared-alias-order'],
    request: atAliases((aliases, name) => (name === 'two' ? aliases.filter((alias) => alias !== 'shared') : aliases)),
  }),
  apiFault({
    name: 'one alias in a hundred is dropped',
    mustFail: ['names.hundred-aliases'],
    request: atAliases((aliases) => aliases.filter((alias) => alias !== 'name-42')),
  }),
  apiFault({
    name: 'hostnames are dropped',
    breaks: ['hostname'],
    request: atCreate((body) => delete body.Hostname),
  }),
  apiFault({
    name: 'container names are misspelled',
    breaks: ['container-name'],
    instead: misnamed(/^\/containers\/create$/),
  }),
  apiFault({
    name: 'docker network connect drops aliases',
    breaks: ['connect-alias'],
    request: ({ path }, body) => {
      if (path.endsWith('/connect')) delete body.EndpointConfig;
    },
  }),
  apiFault({
    name: 'docker network connect does nothing',
    breaks: ['connect'],
    instead: noOp(/^\/networks\/[^/]+\/connect$/, pruneNone),
  }),
  apiFault({
    name: 'docker network disconnect does nothing',
    breaks: ['disconnect'],
    instead: noOp(/^\/networks\/[^/]+\/disconnect$/, pruneNone),
  }),
  apiFault({
    name: 'docker stop does nothing',
    breaks: ['stop'],
    instead: noOp(/^(\/containers\/[^/]+)\/stop$/, '$1/resize?h=1&w=1'),
  }),
  apiFault({
    name: 'docker rename uses another name',
    mustFail: ['names.renamed'],
    instead: misnamed(/\/rename$/),
  }),
  apiFault({
    name: '--add-host entries are dropped',
    breaks: ['add-host'],
    request: atCreate((body) => (body.HostConfig.ExtraHosts = [])),
  }),
  apiFault({
    name: 'a name of --add-host resolves on the whole network',
    mustFail: ['names.add-host'],
    request: atCreate((body, name, unique) => {
      if (name === 'peer') addAlias(body, unique('added'));
    }),
  }),
  apiFault({
    name: "host-gateway is the container's loopback address",
    mustFail: ['names.host-gateway'],
    request: atCreate((body) => {
      body.HostConfig.ExtraHosts = body.HostConfig.ExtraHosts?.map((host: string) =>
        host.replace('host-gateway', '127.0.0.1'),
      );
    }),
  }),
  apiFault({
    name: 'a hostname resolves on the default bridge',
    mustFail: ['names.default-bridge-by-address'],
    request: atCreate((body, name, unique) => {
      if (name === 'client' && ON_DEFAULT_BRIDGE.includes(body.HostConfig.NetworkMode))
        body.HostConfig.ExtraHosts = [`${unique('namedhost')}:127.0.0.1`];
    }),
  }),
  hostFault({
    name: 'the embedded DNS server does not answer',
    breaks: ['embedded-dns'],
    chapters: ofNames,
    script: withoutEmbeddedDns,
  }),
];
