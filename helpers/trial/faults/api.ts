import type { Body, Call } from '../../engine/api-proxy.ts';
import { atCreate, atNetworkCreate, inInspect, inNetworkInspect } from './alter.ts';
import { type AnyFault, apiFault } from './fault.ts';

/** The networks of the trial that were created, by name. */
const created = new Set<string>();

/** What a network is called in its scenario. */
const nameOf = (name: unknown): string => String(name).split('-').at(-1) ?? '';

/** Whether this is the answer to a connection that the engine refuses: the others have no message. */
const isRefusedConnection = ({ path }: Call, body: Body): boolean =>
  /^\/networks\/[^/]+\/connect$/.test(path) && Boolean(body?.message);

/** Alters the next inspect of the container `client` once the latest connections, as many as `times`, were refused. */
const onceRefused = (network: RegExp, alter: (body: Body) => void, times = 1) => {
  let refusals = 0;
  const inspected = inInspect((body) => {
    if (refusals < times) return;
    refusals = 0;
    alter(body);
  }, 'client');
  return (call: Call, body: Body): Body => {
    if (isRefusedConnection(call, body)) refusals = network.test(call.path) ? refusals + 1 : 0;
    return inspected(call, body);
  };
};

const HOST = /^\/networks\/host\//;

const onHost = (body: Body): void => {
  body.NetworkSettings.Networks.host = { NetworkID: 'host', EndpointID: '', IPAddress: '', MacAddress: '' };
};

export const api: readonly AnyFault[] = [
  apiFault({
    name: 'a second network of the same name is created under another one',
    breaks: ['unique-network-name'],
    chapters: ['api'],
    request: atNetworkCreate((body) => {
      if (created.has(body.Name)) body.Name += '-second';
      created.add(body.Name);
    }),
  }),
  apiFault({
    name: 'a container that names its network by ID is on the default bridge',
    breaks: ['network-by-id'],
    request: atCreate((body) => {
      if (!/^[\da-f]{12,64}$/.test(body.HostConfig.NetworkMode)) return;
      body.HostConfig.NetworkMode = 'bridge';
      delete body.NetworkingConfig;
    }),
  }),
  apiFault({
    name: 'invalid options of a network are dropped',
    breaks: ['invalid-options'],
    request: atNetworkCreate((body) => {
      if (['icc', 'masquerade', 'binding'].includes(nameOf(body.Name))) body.Options = {};
    }),
  }),
  apiFault({
    name: 'a container is given its name as an alias',
    mustFail: ['api.aliases-as-given'],
    request: atCreate((body, name) => {
      for (const endpoint of Object.values<{ Aliases?: string[] }>(body.NetworkingConfig?.EndpointsConfig ?? {}))
        endpoint.Aliases?.push(name);
    }),
  }),
  apiFault({
    name: 'inspect shows no aliases of a container after a refused second connection to its network',
    mustFail: ['api.connect-twice'],
    answer: onceRefused(/-bridge\//, ({ NetworkSettings: { Networks } }) => {
      for (const endpoint of Object.values<Body>(Networks)) endpoint.Aliases = null;
    }),
  }),
  apiFault({
    name: 'inspect shows the network `host` after a refused connection to it',
    mustFail: ['api.connect-host'],
    answer: onceRefused(HOST, onHost),
  }),
  apiFault({
    name: 'inspect shows the network `host` after a refused connection of a stopped container to it',
    mustFail: ['api.connect-host'],
    answer: onceRefused(HOST, onHost, 2),
  }),

  // what was requested
  apiFault({
    name: 'inspect shows no DNS servers, search domains and DNS options of a container',
    mustFail: ['api.container-as-given'],
    answer: inInspect(({ HostConfig }) => Object.assign(HostConfig, { Dns: [], DnsSearch: [], DnsOptions: [] })),
  }),
  apiFault({
    name: 'inspect shows no --add-host entries of a container',
    mustFail: ['api.container-as-given'],
    answer: inInspect(({ HostConfig }) => (HostConfig.ExtraHosts = null)),
  }),
  apiFault({
    name: 'inspect shows no host ports that a container requested',
    mustFail: ['api.container-as-given'],
    answer: inInspect(({ HostConfig }) => (HostConfig.PortBindings = {})),
  }),
  apiFault({
    name: 'inspect shows no address that a container requested',
    mustFail: ['api.container-as-given'],
    answer: inInspect(({ NetworkSettings: { Networks } }) => {
      for (const endpoint of Object.values<Body>(Networks)) endpoint.IPAMConfig = null;
    }),
  }),
  apiFault({
    name: 'inspect shows no network as internal',
    mustFail: ['api.network-as-given'],
    answer: inNetworkInspect((body) => (body.Internal = false)),
  }),
  apiFault({
    name: 'inspect shows no driver options of a network',
    mustFail: ['api.network-as-given'],
    answer: inNetworkInspect((body) => (body.Options = {})),
  }),
  apiFault({
    name: 'inspect shows neither the IP range nor the auxiliary address of a network',
    mustFail: ['api.network-as-given'],
    answer: inNetworkInspect(({ IPAM }) =>
      IPAM.Config.forEach((pool: Body) => Object.assign(pool, { IPRange: '', AuxiliaryAddresses: null })),
    ),
  }),
];
