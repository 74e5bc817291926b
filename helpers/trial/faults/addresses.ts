import type { Body } from '../../engine/api-proxy.ts';
import {
  always,
  atConnect,
  atCreate,
  atNetworkCreate,
  connectedAgain,
  endpointsOf,
  inInspect,
  inNetworkInspect,
  noOp,
  onceRestarted,
  pruneNone,
} from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

/** Alters the subnets of networks with these names in their scenarios, or of all. */
const atSubnets = (alter: (config: Body) => void, ...names: string[]) =>
  atNetworkCreate((body) => {
    const name = String(body.Name).split('-').at(-1) ?? '';
    if (names.length === 0 || names.includes(name)) for (const config of body.IPAM?.Config ?? []) alter(config);
  });

const withoutAddress = (body: Body): void => {
  for (const endpoint of endpointsOf(body)) delete endpoint.IPAMConfig;
};

/** The address that a container requested on the network `chosen`, by the name of that network. */
const requested = new Map<string, string>();

/** The subnet that a network had at its latest inspect. */
let subnetBefore: unknown;

const isCreatedAgain = ({ Name }: Body): boolean => String(Name).endsWith('-alsoChosen'.toLowerCase());

/** Whether the container with a static address runs, as far as the latest request goes. */
let isInUse = true;

export const addresses: readonly AnyFault[] = [
  apiFault({
    name: 'a network has the subnet that it had before its removal',
    mustFail: ['addresses.avoids-host'],
    engine: HARDENED,
    request: atNetworkCreate((body) => {
      if (isCreatedAgain(body) && subnetBefore) body.IPAM = { Config: [{ Subnet: subnetBefore }] };
    }),
    answer: inNetworkInspect((body) => {
      if (isCreatedAgain(body)) subnetBefore = body.IPAM.Config[0].Subnet;
    }),
  }),
  apiFault({
    name: '`--subnet` is ignored',
    breaks: ['subnet'],
    request: atNetworkCreate((body) => {
      if (/-(drawn|overlapping)$/.test(String(body.Name))) delete body.IPAM;
    }),
  }),
  apiFault({
    name: '`--gateway` is ignored',
    breaks: ['gateway-address'],
    request: atSubnets((config) => delete config.Gateway, 'drawn', 'given'),
  }),
  apiFault({
    name: '`--ip-range` is ignored',
    breaks: ['ip-range'],
    request: atSubnets((config) => delete config.IPRange, 'drawn', 'given'),
  }),
  apiFault({
    name: '`--aux-address` is ignored',
    breaks: ['auxiliary-address'],
    request: atSubnets((config) => delete config.AuxiliaryAddresses),
  }),
  apiFault({
    name: 'a network with the subnet of another one gets another subnet',
    breaks: ['overlap-refused'],
    request: atNetworkCreate((body) => {
      if (!String(body.Name).endsWith('-overlapping')) return;
      delete body.IPAM;
      delete body.EnableIPv6;
    }),
  }),
  apiFault({
    name: 'a network with half of the subnet of another one gets another subnet',
    mustFail: ['addresses.overlap-refused'],
    request: atNetworkCreate((body) => {
      if (String(body.Name).endsWith('-inside')) delete body.IPAM;
    }),
  }),
  apiFault({
    name: 'a network with more than the subnet of another one gets another subnet',
    mustFail: ['addresses.overlap-refused'],
    request: atNetworkCreate((body) => {
      if (String(body.Name).endsWith('-around')) delete body.IPAM;
    }),
  }),
  apiFault({
    name: '`--ip` is ignored at the creation of a container',
    breaks: ['static-address', 'static-refused'],
    request: atCreate(withoutAddress),
  }),
  apiFault({
    name: 'a container whose `--ip` it cannot have gets another address',
    breaks: ['static-refused'],
    request: atCreate((body, name) => {
      if (['taken', 'outside', 'onDefault'.toLowerCase()].includes(name)) withoutAddress(body);
    }),
  }),
  apiFault({
    name: 'a free address of the default bridge as `--ip` is ignored there',
    mustFail: ['addresses.static-on-default-bridge'],
    request: atCreate((body, name) => {
      const wanted = endpointsOf(body).map(({ IPAMConfig }) => String(IPAMConfig?.IPv4Address));
      if (name === 'onDefault'.toLowerCase() && wanted.some((address) => address.startsWith('172.17.')))
        withoutAddress(body);
    }),
  }),
  apiFault({
    name: 'the refusal of `--ip` on the default bridge is about something else',
    mustFail: ['addresses.static-on-default-bridge'],
    answer: (_, body) => {
      if (/user.defined network/.test(String(body?.message))) body.message = 'invalid address';
      return body;
    },
  }),
  apiFault({
    name: '`--ip6` is ignored by `docker run`',
    mustFail: ['addresses.static-ipv6'],
    request: atCreate((body) => {
      for (const { IPAMConfig } of endpointsOf(body)) if (IPAMConfig) delete IPAMConfig.IPv6Address;
    }),
  }),
  apiFault({
    name: '`--ip` and `--ip6` are ignored by `docker network connect`',
    breaks: ['static-at-connect'],
    request: atConnect((endpoint) => delete endpoint.IPAMConfig),
  }),
  apiFault({
    name: '`docker network connect` takes another address where that of `--ip` is in use',
    mustFail: ['addresses.static-taken'],
    instead: ({ path }, url) => {
      if (/\/(stop|start|restart)$/.test(path)) isInUse = !path.endsWith('/stop');
      return url;
    },
    request: atConnect(({ IPAMConfig }) => {
      if (isInUse && String(IPAMConfig?.IPv4Address).endsWith('.150')) delete IPAMConfig.IPv4Address;
    }),
  }),
  apiFault({
    name: '`docker network connect` takes another address where that of `--ip` is outside the subnet',
    mustFail: ['addresses.static-outside-subnet'],
    request: atConnect(({ IPAMConfig }) => {
      if (IPAMConfig?.IPv4Address === '192.0.2.7') delete IPAMConfig.IPv4Address;
    }),
  }),
  apiFault({
    name: '`docker network connect` takes another address where that of `--ip6` is in use',
    mustFail: ['addresses.static-ipv6-taken'],
    request: atConnect(({ IPAMConfig }) => {
      if (String(IPAMConfig?.IPv6Address).endsWith('::21')) delete IPAMConfig.IPv6Address;
    }),
  }),
  hostFault({
    name: 'a restarted container loses the static addresses of `docker network connect`',
    mustFail: ['addresses.static-at-connect', 'addresses.static-ipv6'],
    script: always(
      onceRestarted(
        connectedAgain(
          '{{range $name, $endpoint := .NetworkSettings.Networks}}{{if ne $name (print $.HostConfig.NetworkMode)}}{{with $endpoint.IPAMConfig}}{{if or .IPv4Address .IPv6Address}}{{$name}} {{end}}{{end}}{{end}}{{end}}',
        ),
      ),
    ),
  }),
  apiFault({
    name: '`--ip` of a subnet that the engine chose is shown in inspect, and the container has another address',
    mustFail: ['addresses.static-without-subnet'],
    // Docker Engine has it from 29.0.4 on
    engine: 'podman:trixie',
    request: ({ path }, body) => {
      const [, network] = path.match(/^\/networks\/([^/]+-chosen)\/connect$/) ?? [];
      if (network === undefined || !body.EndpointConfig?.IPAMConfig) return;
      requested.set(network, body.EndpointConfig.IPAMConfig.IPv4Address);
      delete body.EndpointConfig.IPAMConfig;
    },
    answer: inInspect(({ NetworkSettings: { Networks } }) => {
      for (const [network, address] of requested) if (Networks[network]) Networks[network].IPAddress = address;
    }, 'visitor'),
  }),
  apiFault({
    name: 'a network has a larger subnet than it was given',
    mustFail: ['addresses.exhausted'],
    request: atSubnets((config) => (config.Subnet = config.Subnet.replace('/30', '/29')), 'small'),
  }),
  apiFault({
    name: 'a container that is disconnected keeps its address',
    mustFail: ['addresses.reused'],
    instead: noOp(/^\/networks\/[^/]+-small\/disconnect$/, pruneNone),
  }),
  apiFault({
    name: 'inspect shows another MAC address',
    breaks: ['inspect-mac'],
    answer: inInspect((body) => {
      for (const endpoint of Object.values<Body>(body.NetworkSettings.Networks))
        if (endpoint.MacAddress) endpoint.MacAddress = '02:00:00:00:00:77';
    }),
  }),
  hostFault({
    name: 'the host has another address in the subnet of every network',
    mustFail: ['addresses.gateway', 'addresses.chosen-do-not-overlap'],
    script: always(
      [
        'for bridge in $(ls -d /sys/class/net/br-*); do',
        '  own=$(ip -4 -o address show dev $(basename $bridge) | sed -n "s/.* inet \\([0-9.]*\\)\\.[0-9]*\\/.*/\\1/p")',
        '  [ -z "$own" ] || ip address add $own.99/32 dev lo',
        'done',
      ].join('\n'),
    ),
  }),
];
