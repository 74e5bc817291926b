import type { HostFault } from './fault.ts';
import { byEmbeddedDns, byPage, byResolversPage, underResolversPage } from './names-ids.ts';
import { always, inContainers } from './scripts.ts';

/** A table of rules of the fault's own, before and beside the engine's. */
const nft = (chain: string): string => `nft -f - <<'END'\ntable inet broken {\n${chain}\n}\nEND\n`;

const arriving = (rule: string): string =>
  nft(`chain arriving { type filter hook prerouting priority -400; ${rule}; }`);
const leaving = (rule: string): string => nft(`chain leaving { type filter hook output priority -400; ${rule}; }`);

/** Has the servers of containers see another address than the asker's. */
const seenFrom = (address: string): string =>
  always(
    inContainers(
      `rule="INPUT -p tcp -m multiport --dports 80,3000 -j SNAT --to-source ${address}"; iptables -t nat -C $rule || iptables -t nat -A $rule`,
    ),
  );

const onDefaultBridge = 'for veth in $(ls /sys/class/net/docker0/brif)';
const onOtherBridges = 'for veth in $(ls -d /sys/class/net/br-*/brif/*)';

/** What is broken on the host of the run's engine, one thing at a time. */
const engineFaults: readonly Omit<HostFault, 'kind' | 'where'>[] = [
  {
    name: 'docker0 has no address',
    by: ['names.host-gateway', 'dns.default-bridge', 'structure.default-bridge', 'publish.*'],
    unclear: ['none.isolated', 'expose.documents-only'],
    script: always('ip address flush dev docker0'),
  },
  {
    name: 'docker0 is down',
    by: [
      'names.default-bridge-by-address',
      'dns.default-bridge',
      'structure.default-bridge',
      'structure.same-bridge-reachable',
      'publish.*',
      'expose.documents-only',
    ],
    unclear: ['none.isolated', 'bridge.alias-needs-user-defined'],
    script: always('ip link set docker0 down'),
  },
  {
    name: 'containers are seen from another address',
    by: ['structure.same-bridge-reachable'],
    script: seenFrom('10.9.9.9'),
  },
  {
    name: 'veths are taken off docker0',
    by: [
      'names.default-bridge-by-address',
      'dns.default-bridge',
      'structure.default-bridge',
      'structure.veth-pair',
      'structure.same-bridge-reachable',
      'publish.*',
      'expose.documents-only',
    ],
    script: always(`${onDefaultBridge}; do ip link set $veth nomaster; done`),
  },
  {
    name: 'containers of docker0 are isolated from each other',
    by: ['names.default-bridge-by-address', 'structure.same-bridge-reachable', 'expose.documents-only'],
    script: always(`${onDefaultBridge}; do ip link set $veth type bridge_slave isolated on; done`),
  },
  {
    name: 'containers of a network are isolated from each other',
    by: [...byPage, 'bridge.alias-resolves', 'bridge.ip-only-reachable'],
    unclear: ['names.nxdomain', 'names.nodata', 'names.add-host', 'bridge.no-alias-no-name'],
    script: always(`${onOtherBridges}; do ip link set $(basename $veth) type bridge_slave isolated on; done`),
  },
  {
    name: 'networks of the user have bridges without an address',
    by: [
      'names.nxdomain',
      ...byResolversPage,
      'dns.forwarded-slow',
      'dns.forwarded-reverse',
      'names.host-gateway',
      'bridge.user-defined',
    ],
    unclear: [...underResolversPage],
    script: always('for bridge in $(ls -d /sys/class/net/br-*); do ip address flush dev $(basename $bridge); done'),
  },
  {
    name: 'the host forwards nothing',
    by: [...byResolversPage, 'dns.forwarded-slow', 'dns.forwarded-reverse', 'dns.default-bridge', 'publish.lan-hosts'],
    unclear: [...underResolversPage],
    script: always('echo 0 >/proc/sys/net/ipv4/ip_forward'),
  },
  {
    name: 'the rules of NAT are flushed',
    by: ['publish.*'],
    dockerd: ['--userland-proxy=false'],
    script: always('iptables -t nat -F DOCKER'),
  },
  {
    name: 'what comes from other hosts is dropped',
    by: [...byResolversPage, 'dns.default-bridge', 'publish.lan-hosts'],
    unclear: [...underResolversPage],
    script: arriving('iifname "dnc*" ip protocol tcp drop'),
  },
  {
    name: 'ports of the loopback address are dropped',
    by: [
      'publish.binds',
      'publish.localhost-answers',
      'publish.ephemeral',
      'publish.all-addresses',
      'publish.loopback-only',
      'expose.documents-only',
      'host.no-binding-needed',
      'host.linux-only',
    ],
    script: leaving('oifname "lo" ip daddr 127.0.0.1 tcp dport >= 20000 drop'),
  },
  {
    name: "ports of the host's own interface are dropped",
    by: ['publish.all-addresses'],
    unclear: ['publish.loopback-only'],
    script: leaving('ip daddr 198.51.100.2 tcp dport >= 20000 drop'),
  },
  {
    name: 'the embedded DNS is not there',
    by: [...byEmbeddedDns, 'bridge.alias-resolves', 'remote.plugin-driver'],
    unclear: ['names.late-joiner'],
    script: always(inContainers('iptables -t nat -F')),
  },
  {
    name: 'containers have an address more',
    by: ['structure.container-interfaces'],
    script: always(inContainers('ip address add 192.0.2.77/32 dev eth0')),
  },
  {
    name: 'containers have another default route',
    // what comes from beyond the bridge is answered by the default route
    by: ['dns.default-bridge', 'structure.default-bridge', 'publish.all-addresses', 'publish.lan-hosts'],
    unclear: ['publish.loopback-only'],
    script: always(
      inContainers(
        'gw=$(ip route | sed -n "s/^default via 172.17.0.1 .*/172.17.0.254/p"); [ -z "$gw" ] || ip route replace default via $gw',
      ),
    ),
  },
  {
    name: 'a container on none gets an interface',
    by: ['none.loopback-only'],
    script: always(
      inContainers(
        'ip link show eth0 >/dev/null || ip link show extra0 >/dev/null || { ip link add extra0 type veth peer name extra1; ip link set extra0 up; ip link set extra1 up; }',
      ),
    ),
  },
];

/** What is broken between hosts, one thing at a time; the manager is the host at .11. */
const labFaults: readonly Omit<HostFault, 'kind' | 'where'>[] = [
  {
    name: 'VXLAN is dropped between hosts',
    by: [
      'overlay.cross-host',
      'overlay.large-body',
      'overlay.own-address',
      'overlay.vxlan-carries',
      'overlay.injection',
    ],
    script: arriving('udp dport 4789 drop'),
  },
  {
    name: 'VXLAN is dropped in one direction',
    by: [
      'overlay.cross-host',
      'overlay.large-body',
      'overlay.own-address',
      'overlay.vxlan-carries',
      'overlay.injection',
    ],
    script: `ip address show dev eth0 | grep -q 'inet [0-9.]*\\.11/' || exit 0\n${arriving('udp dport 4789 drop')}`,
  },
  {
    name: 'large packets are lost between hosts',
    by: ['overlay.large-body'],
    script: arriving('udp dport 4789 meta length > 1300 drop'),
  },
  {
    name: 'hosts do not gossip',
    by: ['overlay.cross-host', 'overlay.large-body', 'overlay.own-address', 'overlay.vxlan-carries'],
    script: arriving('meta l4proto { tcp, udp } th dport 7946 drop'),
  },
  {
    name: 'containers of an overlay are seen from another address',
    by: ['overlay.own-address'],
    script: seenFrom('10.9.9.9'),
  },
  {
    name: 'a host holds on to an overlay',
    by: ['overlay.leaves-worker'],
    script: [
      "ip address show dev eth0 | grep -q 'inet [0-9.]*\\.12/' || exit 0",
      'image=docker-network-conformance/nginx:$(docker images --format "{{.Tag}}" docker-network-conformance/nginx | head -1)',
      'until docker run --rm --detach --network $(docker network ls --filter name=visited --format "{{.Name}}") $image sleep 600; do sleep 0.1; done',
    ].join('\n'),
  },
];

const at =
  (where: HostFault['where']) =>
  (fault: Omit<HostFault, 'kind' | 'where'>): HostFault => ({ kind: 'host', where, ...fault });

export const hostFaults: readonly HostFault[] = [...engineFaults.map(at('engine')), ...labFaults.map(at('lab'))];
