import type { Body, Call } from '../../engine/api-proxy.ts';
import { always, atCreate, atNetworkCreate, endpointsOf, inAnswer, inInspect, republish, unfiltered } from './alter.ts';
import { dnsAnswers } from './altered-names.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

/** Alters the request of Docker Compose that creates a container of a service. */
const atService = (alter: (body: Body, service: string) => void) =>
  atCreate((body) => {
    const service = body.Labels?.['com.docker.compose.service'];
    if (service) alter(body, String(service));
  });

/** Alters the requests that create a container again: the second of the same project, service and number, and later ones. */
const atServiceAgain = (alter: (body: Body, service: string) => void) => {
  const created = new Set<string>();
  return atService((body, service) => {
    const labels = body.Labels as Record<string, string>;
    const which = ['project', 'service', 'container-number']
      .map((part) => labels[`com.docker.compose.${part}`])
      .join('/');
    if (created.has(which)) alter(body, service);
    created.add(which);
  });
};

/** Alters the request of Docker Compose that creates a network, by its name in the Compose file. */
const atProjectNetwork = (alter: (body: Body, network: string) => void) =>
  atNetworkCreate((body) => {
    const network = body.Labels?.['com.docker.compose.network'];
    if (network) alter(body, String(network));
  });

/** Opens published ports of services on all IPv6 addresses of the host as well: each that `isOpened` chooses. */
const openOverIpv6 = (isOpened: (binding: Body, mode: string) => boolean) =>
  atService((body) =>
    republish(body, (port, bindings) => [
      port,
      bindings.flatMap((binding) =>
        isOpened(binding, String(body.HostConfig.NetworkMode)) ? [binding, { ...binding, HostIp: '::' }] : [binding],
      ),
    ]),
  );

/** Hides these additional bindings of a service in inspect. */
const hidingIpv6 = (project: RegExp, service: string) =>
  inInspect(({ Config, NetworkSettings }) => {
    const labels = Config.Labels as Record<string, string>;
    if (labels['com.docker.compose.service'] !== service) return;
    if (!project.test(String(labels['com.docker.compose.project']))) return;
    for (const [port, bindings] of Object.entries<Body[] | null>(NetworkSettings.Ports ?? {}))
      NetworkSettings.Ports[port] = bindings?.filter(({ HostIp }) => HostIp !== '::');
  });

const isOneOff = (body: Body): boolean => body.Labels['com.docker.compose.oneoff'] === 'True';

/** Starts services in another network mode, without the endpoints of their own. */
const modeOfService = (mode: RegExp, other: string) =>
  atService((body) => {
    if (!mode.test(String(body.HostConfig.NetworkMode))) return;
    body.HostConfig.NetworkMode = other;
    body.NetworkingConfig = {};
  });

/** Docker Compose names an external network by its ID. */
const ID = /^[0-9a-f]{64}$/;

/** Leaves out the endpoints of a service that are on external networks. */
const withoutExternal = atService((body) => {
  const endpoints = Object.entries((body.NetworkingConfig?.EndpointsConfig ?? {}) as Record<string, Body>);
  const own = endpoints.filter(([name]) => !ID.test(name));
  if (own.length === endpoints.length) return;
  body.NetworkingConfig = { EndpointsConfig: Object.fromEntries(own) };
  if (ID.test(String(body.HostConfig.NetworkMode))) body.HostConfig.NetworkMode = own[0]?.[0] ?? 'none';
});

/** Docker Compose removes networks by their IDs, and the suite by their names. */
const keptNetwork = ({ method, path }: Call, url: string): string =>
  method === 'DELETE' && ID.test(path.replace('/networks/', '')) ? url.replace(path, '/networks/no-such-network') : url;

/** The external network of a spec that does not exist. */
const MISSING = /^\/networks\/[^/]+-missing$/;

export const compose: readonly AnyFault[] = [
  apiFault({
    name: 'services of Docker Compose do not get their names as aliases',
    breaks: ['compose-service-name'],
    request: atService((body, service) => {
      for (const endpoint of endpointsOf(body))
        endpoint.Aliases = (endpoint.Aliases ?? []).filter((alias: string) => alias !== service);
    }),
  }),
  apiFault({
    name: 'services of Docker Compose do not get the aliases of their networks',
    breaks: ['compose-alias'],
    request: atService((body, service) => {
      for (const endpoint of endpointsOf(body)) {
        const usual = (alias: string): boolean => alias === service || alias.startsWith('dnc-');
        endpoint.Aliases = (endpoint.Aliases ?? []).filter(usual);
      }
    }),
  }),
  apiFault({
    name: 'services on the default network of their project are on the default bridge as well',
    breaks: ['compose-default-network'],
    // it resolves to the address on the default bridge as well
    mustFail: ['compose.hostname'],
    request: atService((body) => {
      const endpoints = (body.NetworkingConfig?.EndpointsConfig ?? {}) as Record<string, Body>;
      if (Object.keys(endpoints).some((name) => name.endsWith('_default'))) endpoints['bridge'] = {};
    }),
  }),
  hostFault({
    name: 'networks of Docker Compose are not isolated',
    breaks: ['compose-isolation'],
    engine: HARDENED,
    script: always(unfiltered('iptables')),
  }),
  apiFault({
    name: 'the labels of Docker Compose on networks are lost',
    breaks: ['compose-network-labels'],
    // for older engines, the suite lets Docker Compose create and start, and it finds its network foreign in between
    engine: HARDENED,
    request: atProjectNetwork((body) => {
      delete body.Labels['com.docker.compose.network'];
    }),
  }),
  apiFault({
    name: 'inspect misnames the network of a service that has a name of its own',
    breaks: ['compose-network-name'],
    // their addresses on that network are missing in inspect
    mustFail: ['compose.alias-on-network', 'compose.networks-replace-default', 'compose.separate-networks'],
    answer: inInspect((body) => {
      const networks = body.NetworkSettings.Networks as Record<string, Body>;
      body.NetworkSettings.Networks = Object.fromEntries(
        Object.entries(networks).map(([name, endpoint]) => [name.replace(/\.storage$/, '_storage'), endpoint]),
      );
    }),
  }),
  apiFault({
    name: 'services of Docker Compose publish no ports',
    breaks: ['compose-ports'],
    request: atService((body) => {
      body.HostConfig.PortBindings = {};
    }),
  }),
  apiFault({
    name: 'a port that a service publishes on 127.0.0.1 is open over IPv6, and inspect hides it',
    mustFail: ['compose.ports-short', 'compose.ports-long'],
    request: openOverIpv6(({ HostIp }) => HostIp === '127.0.0.1'),
    answer: hidingIpv6(/-shop$/, 'local'),
  }),
  apiFault({
    name: 'a port of a project network with host_binding_ipv4 is open over IPv6, and inspect hides it',
    mustFail: ['compose.driver-opts'],
    request: openOverIpv6((_, mode) => mode.endsWith('_local')),
    answer: hidingIpv6(/-bound$/, 'web'),
  }),
  apiFault({
    name: 'exposed ports of a service are published',
    breaks: ['compose-expose'],
    request: atService((body) => {
      // Docker Compose names an exposed port without its protocol, and the engine compares whole names
      for (const port of Object.keys((body.ExposedPorts ?? {}) as object)) {
        const named = port.includes('/') ? port : `${port}/tcp`;
        body.ExposedPorts[named] = {};
        body.HostConfig.PortBindings[named] ??= [{ HostIp: '', HostPort: '' }];
      }
    }),
  }),
  apiFault({
    name: 'extra_hosts are dropped',
    breaks: ['compose-extra-hosts'],
    request: atService((body) => {
      body.HostConfig.ExtraHosts = [];
    }),
  }),
  apiFault({
    name: 'the hostname of a service is dropped',
    breaks: ['compose-hostname'],
    request: atService((body) => {
      body.Hostname = '';
    }),
  }),
  apiFault({
    name: 'the MAC address of a service is dropped',
    breaks: ['compose-mac-address'],
    engine: HARDENED,
    request: atService((body) => {
      delete body.MacAddress;
      for (const endpoint of endpointsOf(body)) delete endpoint.MacAddress;
    }),
  }),
  apiFault({
    name: 'a service with network_mode none is on the default bridge',
    breaks: ['compose-mode-none'],
    request: modeOfService(/^none$/, 'bridge'),
  }),
  apiFault({
    name: 'a service with network_mode host is on the default bridge',
    breaks: ['compose-mode-host'],
    request: modeOfService(/^host$/, 'bridge'),
  }),
  apiFault({
    name: 'a service with network_mode service:NAME is on the default bridge',
    breaks: ['compose-mode-service'],
    request: modeOfService(/^container:/, 'bridge'),
  }),
  apiFault({
    name: 'services do not join external networks',
    breaks: ['compose-external'],
    request: withoutExternal,
  }),
  apiFault({
    name: 'an external network that does not exist is taken for the default bridge',
    mustFail: ['compose.external-missing'],
    instead: ({ path }, url) => (MISSING.test(path) ? url.replace(path, '/networks/bridge') : url),
    answer: ({ path }, body) => {
      if (MISSING.test(path)) body.Name = path.replace('/networks/', '');
      return body;
    },
    request: atService((body) => {
      const mode = String(body.HostConfig.NetworkMode);
      if (!ID.test(mode) && !MISSING.test(`/networks/${mode}`)) return;
      body.HostConfig.NetworkMode = 'bridge';
      body.NetworkingConfig = {};
    }),
  }),
  apiFault({
    name: 'the networks of a project stay after docker compose down',
    breaks: ['compose-down'],
    instead: keptNetwork,
  }),
  apiFault({
    name: 'every docker compose up finds its containers changed',
    breaks: ['compose-recreated'],
    answer: inAnswer(/^\/containers\/json$/, (body) => {
      for (const { Labels } of body as { Labels?: Record<string, string> }[])
        if (Labels?.['com.docker.compose.config-hash']) Labels['com.docker.compose.config-hash'] = 'another';
      return body;
    }),
  }),
  apiFault({
    // https://github.com/docker/compose/issues/13878
    name: 'every docker compose up finds services with network_mode service:NAME changed',
    mustFail: ['compose.up-unchanged'],
    request: atService((body) => {
      if (String(body.HostConfig.NetworkMode).startsWith('container:'))
        body.Labels['com.docker.compose.config-hash'] = 'another';
    }),
  }),
  apiFault({
    name: 'the static address of a service is dropped',
    breaks: ['compose-static-address'],
    request: atService((body) => {
      for (const endpoint of endpointsOf(body)) delete endpoint.IPAMConfig;
    }),
  }),
  apiFault({
    name: 'a changed static address of a service is dropped',
    mustFail: ['compose.recreated-name'],
    request: atService((body) => {
      for (const { IPAMConfig } of endpointsOf(body))
        if (IPAMConfig?.IPv4Address) IPAMConfig.IPv4Address = IPAMConfig.IPv4Address.replace(/\.12$/, '.11');
    }),
  }),
  apiFault({
    name: 'networks of Docker Compose get no IPv6',
    mustFail: ['compose.ipv6'],
    request: atProjectNetwork((body) => {
      if (!body.EnableIPv6) return;
      body.EnableIPv6 = false;
      body.IPAM.Config = [];
    }),
  }),
  apiFault({
    name: 'the static IPv6 address of a service is dropped',
    mustFail: ['compose.ipv6'],
    request: atService((body) => {
      for (const { IPAMConfig } of endpointsOf(body)) delete IPAMConfig?.IPv6Address;
    }),
  }),
  apiFault({
    name: "the gateway of a project's network is dropped",
    breaks: ['compose-ipam'],
    request: atProjectNetwork((body) => {
      for (const config of body.IPAM?.Config ?? []) delete config.Gateway;
    }),
  }),
  apiFault({
    name: "a changed subnet of a project's network is dropped",
    breaks: ['compose-changed-subnet'],
    engine: HARDENED,
    request: atProjectNetwork((body, network) => {
      if (network === 'moved') delete body.IPAM;
    }),
  }),
  apiFault({
    name: 'internal networks of a project are not internal',
    breaks: ['compose-internal'],
    engine: HARDENED,
    request: atProjectNetwork((body) => {
      body.Internal = false;
    }),
  }),
  hostFault({
    name: 'another host port reaches a service whose network was made internal',
    mustFail: ['compose.internal-added'],
    engine: HARDENED,
    script: always(
      [
        "address=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' $(docker ps --quiet --filter name=-closing-web))",
        'rule="PREROUTING -p tcp --dport 19200 -j DNAT --to-destination $address:80"',
        'iptables -t nat -C $rule || iptables -t nat -A $rule',
      ].join('\n'),
    ),
  }),
  apiFault({
    name: 'links of a service are dropped',
    breaks: ['compose-links'],
    request: atService((body) => {
      body.HostConfig.Links = [];
      for (const endpoint of endpointsOf(body)) delete endpoint.Links;
    }),
  }),
  apiFault({
    name: 'one-off containers of docker compose run have the ports and the name of their service',
    breaks: ['compose-run'],
    request: atService((body, service) => {
      if (!isOneOff(body)) return;
      body.ExposedPorts = { ...body.ExposedPorts, '80/tcp': {} };
      body.HostConfig.PortBindings = { ...body.HostConfig.PortBindings, '80/tcp': [{ HostIp: '', HostPort: '' }] };
      for (const endpoint of endpointsOf(body)) endpoint.Aliases = [...(endpoint.Aliases ?? []), service];
    }),
  }),
  apiFault({
    name: "driver options of a project's network are dropped",
    breaks: ['compose-driver-options'],
    request: atProjectNetwork((body) => {
      body.Options = {};
    }),
  }),
  apiFault({
    name: 'the gw_priority and the interface_name of a service are dropped',
    breaks: ['compose-gateway-priority', 'compose-interface-name'],
    engine: HARDENED,
    request: atService((body) => {
      for (const endpoint of endpointsOf(body)) {
        delete endpoint.GwPriority;
        delete endpoint.DriverOpts;
      }
    }),
  }),
  hostFault({
    name: 'docker compose down of a project takes the others off the external network',
    mustFail: ['compose.down'],
    script: always(
      [
        'for shared in $(docker network ls --format "{{.Name}}" | grep -- "-shared$"); do',
        '  names=$(docker network inspect --format "{{range .Containers}}{{.Name}} {{end}}" $shared)',
        '  case "$names" in *closing-visitor*) seen=$shared; continue ;; esac',
        '  [ "$seen" != $shared ] || for name in $names; do docker network disconnect --force $shared $name; done',
        'done',
      ].join('\n'),
    ),
  }),
  apiFault({
    name: 'a replica that is added later does not have the name of its service',
    mustFail: ['compose.scaled-name'],
    request: atServiceAgain((body, service) => {
      for (const endpoint of endpointsOf(body))
        endpoint.Aliases = endpoint.Aliases?.filter((alias: string) => alias !== service);
    }),
  }),
  hostFault({
    name: 'the name of the container of a recreated service does not resolve',
    mustFail: ['compose.recreated-name'],
    // NXDOMAIN
    script: dnsAnswers('if ($name =~ /-shop-web-1$/) { $answer = reply(); substr($answer, 3, 1) = "\\x83" }'),
  }),
  apiFault({
    name: 'a recreated service is on the first of its networks only',
    mustFail: ['compose.recreated-name'],
    request: atServiceAgain((body) => {
      const mode = String(body.HostConfig.NetworkMode);
      const kept = Object.entries(body.NetworkingConfig?.EndpointsConfig ?? {}).filter(([name]) => name === mode);
      if (kept.length > 0) body.NetworkingConfig.EndpointsConfig = Object.fromEntries(kept);
    }),
  }),
  apiFault({
    name: 'a UDP port of a Compose file is published at 127.0.0.1 only',
    mustFail: ['compose.ports-udp'],
    request: atService((body) =>
      republish(body, (port, bindings) => [
        port,
        port.endsWith('/udp') ? bindings.map((binding) => ({ ...binding, HostIp: '127.0.0.1' })) : bindings,
      ]),
    ),
  }),
];
