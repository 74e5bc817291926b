import type { Body } from '../../engine/api-proxy.ts';
import {
  always,
  atConnect,
  atCreate,
  atNetworkCreate,
  endpointsOf,
  inAnswer,
  inContainers,
  inInspect,
} from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

/** Ignores a driver option of endpoints. */
const withoutEndpointOption = (option: string) =>
  atCreate((body) => {
    for (const { DriverOpts } of endpointsOf(body)) if (DriverOpts) delete DriverOpts[option];
  });

/** Ignores an option of networks. */
const withoutNetworkOption = (option: string) =>
  atNetworkCreate((body) => {
    if (body.Options) delete body.Options[option];
  });

/** Sets a sysctl in every container that has no value of its own. */
const withSysctl = (name: string, value: string) =>
  atCreate((body) => {
    if (body.HostConfig.NetworkMode.startsWith('dnc-'))
      body.HostConfig.Sysctls = { [name]: value, ...body.HostConfig.Sysctls };
  });

export const interfaces: readonly AnyFault[] = [
  apiFault({
    name: '`--mac-address` is ignored',
    breaks: ['mac-address'],
    engine: HARDENED,
    request: atCreate((body) => {
      delete body.MacAddress;
      for (const endpoint of endpointsOf(body)) delete endpoint.MacAddress;
    }),
  }),
  apiFault({
    name: '`--mac-address` is that of the other network',
    mustFail: ['interfaces.mac-chosen'],
    engine: HARDENED,
    request: atCreate((body, name) => {
      if (name !== 'chosen') return;
      const endpoints = endpointsOf(body);
      const chosen = endpoints.find(({ MacAddress }) => MacAddress);
      const other = endpoints.find(({ MacAddress }) => !MacAddress);
      if (chosen && other) [chosen.MacAddress, other.MacAddress] = [undefined, chosen.MacAddress];
    }),
    answer: inInspect((body) => {
      const [one, other] = Object.values<Body>(body.NetworkSettings.Networks);
      if (one && other) [one.MacAddress, other.MacAddress] = [other.MacAddress, one.MacAddress];
    }, 'chosen'),
  }),
  apiFault({
    name: 'stats show no received bytes',
    mustFail: ['interfaces.counted'],
    answer: inAnswer(/^\/containers\/[^/]+\/stats$/, (body) => {
      for (const one of Object.values<Body>(body.networks ?? {})) one.rx_bytes = 0;
    }),
  }),
  apiFault({
    name: 'the MAC address of `docker network connect` is ignored',
    breaks: ['mac-at-connect'],
    // Docker Engine has it from 29.3 on
    engine: 'podman:trixie',
    request: atConnect((endpoint) => delete endpoint.MacAddress),
  }),
  hostFault({
    name: "a container's interfaces have one MAC address",
    breaks: ['unique-mac'],
    script: always(
      inContainers(
        'mac=$(ip -o link show dev eth0 | sed -n "s/.*link.ether \\([0-9a-f:]*\\) .*/\\1/p"); [ -z "$mac" ] || ip link set eth1 address $mac',
      ),
    ),
  }),
  hostFault({
    name: 'the announcement of a new address is lost',
    breaks: ['address-announcement'],
    engine: HARDENED,
    // ARP broadcasts of the addresses that end in 20 and 30
    script: `nft -f - <<'END'
table bridge broken {
chain broken {
type filter hook prerouting priority -300; ether daddr ff:ff:ff:ff:ff:ff ether type arp @nh,136,8 { 20, 30 } drop;
}
}
END
`,
  }),
  hostFault({
    name: 'the announcement of a new IPv6 address is lost',
    mustFail: ['interfaces.address-taken-over-ipv6'],
    engine: HARDENED,
    script: `nft -f - <<'END'
table bridge broken {
chain broken {
type filter hook prerouting priority -300; ip6 daddr ff02::1 icmpv6 type nd-neighbor-advert drop;
}
}
END
`,
  }),
  hostFault({
    name: 'bridges change their MAC addresses',
    breaks: ['bridge-mac'],
    script: [
      'n=10',
      always(
        [
          'n=$(( n < 99 ? n + 1 : 10 ))',
          'for bridge in $(ls -d /sys/class/net/br-*); do ip link set $(basename $bridge) address 02:50:00:00:01:$n; done',
        ].join('\n'),
      ),
    ].join('\n'),
  }),
  apiFault({
    name: 'the interface name of an endpoint is ignored',
    breaks: ['interface-name'],
    engine: HARDENED,
    request: withoutEndpointOption('com.docker.network.endpoint.ifname'),
  }),
  apiFault({
    name: 'the sysctls of an endpoint are ignored',
    breaks: ['interface-sysctl'],
    engine: HARDENED,
    request: withoutEndpointOption('com.docker.network.endpoint.sysctls'),
  }),
  apiFault({
    name: 'the `--sysctl` of one interface is ignored',
    breaks: ['interface-sysctl-refused'],
    engine: HARDENED,
    request: atCreate((body, name) => {
      if (name === 'byName'.toLowerCase()) delete body.HostConfig.Sysctls;
    }),
  }),
  apiFault({
    name: 'the `--sysctl` of a container is ignored',
    breaks: ['container-sysctl'],
    request: atCreate((body, name) => {
      if (['onNamed'.toLowerCase(), 'shop'].includes(name)) delete body.HostConfig.Sysctls;
    }),
  }),
  apiFault({
    name: 'the option bridge.name is ignored',
    breaks: ['bridge-name'],
    request: withoutNetworkOption('com.docker.network.bridge.name'),
  }),
  apiFault({
    name: 'the option container_iface_prefix is ignored',
    breaks: ['interface-prefix'],
    request: withoutNetworkOption('com.docker.network.container_iface_prefix'),
  }),
  apiFault({
    name: 'ordinary users may not listen on ports below 1024',
    breaks: ['unprivileged-ports'],
    request: withSysctl('net.ipv4.ip_unprivileged_port_start', '1024'),
  }),
  apiFault({
    name: 'the loopback interface has no IPv6 address',
    breaks: ['loopback-ipv6'],
    request: withSysctl('net.ipv6.conf.lo.disable_ipv6', '1'),
  }),
  hostFault({
    name: 'containers on the default bridge have an IPv6 address that nobody enabled',
    mustFail: ['interfaces.loopback-ipv6'],
    script: always(
      inContainers(
        '! ip -o address | grep -q "inet 172[.]17[.]" || { echo 0 >/proc/sys/net/ipv6/conf/eth0/disable_ipv6; ip -6 address add fd00:5::2/64 dev eth0 nodad; }',
      ),
    ),
  }),
  apiFault({
    name: 'stats add up the bytes of all interfaces',
    breaks: ['interface-counters'],
    answer: inAnswer(/^\/containers\/[^/]+\/stats$/, (body) => {
      const counted = Object.values<Body>(body.networks ?? {});
      const sum = (field: string): number => counted.reduce((total, one) => total + Number(one[field]), 0);
      const [rx, tx] = [sum('rx_bytes'), sum('tx_bytes')];
      for (const one of counted) Object.assign(one, { rx_bytes: rx, tx_bytes: tx });
    }),
  }),
  hostFault({
    name: 'only root may ping in containers',
    breaks: ['unprivileged-pings'],
    script: always(inContainers('echo 0 0 >/proc/sys/net/ipv4/ping_group_range')),
  }),
];
