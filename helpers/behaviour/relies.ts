/**
 * Features that a behaviour may rely on: they must work in the engine for its promise to hold. A spec names it (`relies`, and
 * `controlsRely` for its controls), and the trial of faults breaks it: then exactly those behaviours must fail.
 */
export const reliances = {
  // names
  'one-network-of-a-name': 'of several networks with one name the engine creates one',
  'embedded-dns': 'the embedded DNS server answers the containers on user-defined networks',
  'container-name': 'the name of a container resolves to it',
  hostname: 'the `--hostname` of a container resolves to it',
  alias: 'a network alias given at the creation of a container resolves to it',
  'every-alias': 'each of several aliases of one container resolves to it, the last one included',
  'connect-alias': 'an alias given to `docker network connect` resolves to the container',
  'add-host': 'a name of `--add-host` resolves in the container',
  'upstream-dns': 'queries for names of no container are sent to the `--dns` servers',
  'dns-over-tcp': 'a DNS query over TCP is forwarded to the upstream DNS server',
  edns: 'queries with EDNS are answered as those without',
  'embedded-dns-tcp': 'the embedded DNS server answers over TCP',
  'dns-order': 'the `--dns` servers are queried in their order',
  'every-dns-server': 'more than the first `--dns` server is queried',
  'dns-options': '`--dns-option` has an effect',
  'hosts-file': "a container's /etc/hosts has its own entries and no others",
  'own-hostname': 'the hostname of a container is its short ID',
  'domain-name': '`--domainname` is the domain name of the container',
  'dns-search': 'unqualified names are looked up in the `--dns-search` domain',

  // lifecycle of a container
  connect: '`docker network connect` attaches a running container',
  disconnect: '`docker network disconnect` detaches a running container',
  stop: '`docker stop` stops the container',
  prune: '`docker network prune` removes unused networks',
  'restart-policy': 'a container whose program ends is started again by its restart policy',
  'two-networks': 'a container on two networks answers by each of them',
  'inspect-address': "inspect shows the container's own IP address",

  // several networks of a container
  'gateway-priority': 'the `gw-priority` of a network decides whether it has the default route',
  'default-route': 'the default route of a container on two networks leads to the gateway of one of them',

  // IPv6
  'default-route-ipv6':
    'a container on networks with IPv6 has its IPv6 default route through the gateway of one of them',
  'no-ipv4': 'a network with `--ipv4=false` has no IPv4',

  // attachment to networks
  'default-bridge': 'a container started without `--network` is attached to the default bridge',
  'no-network': 'a container on `none` has its own network stack, with no interface but lo',
  'host-network': 'a container on `host` has the network stack of the host',
  'shared-network': 'a container on `container:ID` has the network stack of the other container',
  macvlan: 'a container on a macvlan network is attached to the link of the host',
  'macvlan-mode': 'the option `macvlan_mode` of a macvlan network takes effect',
  'shared-parent': 'two macvlan networks have one parent interface',
  'macvlan-dns': 'a container on a macvlan network exchanges DNS datagrams with LAN hosts',
  'macvlan-announcement': 'LAN hosts learn that another macvlan container has an address that they know',
  'own-loopback': 'a container reaches its own servers at 127.0.0.1 over TCP and UDP, and pings that address',
  veth: 'the veth of a container is attached to the bridge of its network',

  // packets of the default bridge
  'docker0-address': 'docker0 has its IPv4 address, which is the gateway of the default bridge',
  'docker0-traffic': 'packets pass between the host and containers on the default bridge',
  'docker0-peers': 'packets pass between containers on the default bridge',
  'docker0-route': 'the default route of a container on the default bridge goes through docker0',
  'docker0-egress': 'a container on the default bridge reaches LAN hosts',

  // links
  link: '`--link` names another container',

  // the network stack of another container
  'shared-ports-refused': 'ports of a container that shares a network stack are refused',
  'shared-names-refused': 'names and DNS servers of a container that shares a network stack are refused',

  // API, lists and events
  'unique-network-name': 'a second network of the same name is refused',
  'network-by-id': 'a container is created on a network by its ID',
  'invalid-options': 'invalid options of a network are refused',
  'network-containers': 'inspect of a network lists its containers',
  'listed-networks': 'the list of containers has the networks of inspect',
  'network-labels': 'the labels of a network are kept',
  'network-events': 'the engine sends events of networks',

  // addresses (IPAM)
  subnet: "`--subnet` is the subnet of the network's containers",
  'gateway-address': "`--gateway` is the address of the network's bridge",
  'ip-range': 'containers without `--ip` get addresses of `--ip-range`',
  'auxiliary-address': '`--aux-address` is assigned to no container',
  'overlap-refused': 'a network with the subnet of another one is refused',
  'static-address': 'a container is created with the address of `--ip`',
  'static-refused': 'a container with an `--ip` that it cannot have is refused',
  'static-at-connect': '`docker network connect --ip` and `--ip6` give the container that address',
  'inspect-mac': "inspect shows the container's own MAC address",

  // interfaces
  'interface-name': 'an endpoint has the interface name that it was given',
  'interface-prefix': "the option container_iface_prefix names the interfaces of a network's containers",
  'bridge-name': 'the option bridge.name names the bridge of a network',
  'interface-sysctl': 'a sysctl of an endpoint is set on its interface',
  'interface-sysctl-refused': '`--sysctl` for one interface is refused',
  'container-sysctl': '`--sysctl` is set in the container',
  'unprivileged-ports': 'an ordinary user may listen on port 80 in a container',
  'unprivileged-pings': 'an ordinary user may ping in a container',
  'mac-address': 'a container is created with the MAC address of `--mac-address`',
  'mac-at-connect': '`docker network connect` gives the container the MAC address that it requests',
  'unique-mac': 'no two interfaces have the same MAC address',
  'address-announcement': 'peers learn that another container has an address that they know',
  'bridge-mac': 'a bridge keeps its MAC address',
  'interface-counters': 'stats count the bytes of each interface',
  'loopback-ipv6': 'a container has ::1 on its loopback interface',

  // MTU
  'usual-mtu': 'the interfaces and the bridge of a network without an MTU have 1500',
  'mtu-option': 'the interfaces and the bridge of a network have the MTU of its option',
  'full-packets': 'packets of the size of the MTU pass between containers',
  'path-mtu': 'a container learns of a smaller MTU on the way to another host',

  // packets of user-defined networks
  peers: 'packets pass between containers on a user-defined bridge network',
  'peer-address': "a container sees a peer's own address as the source of its requests",
  'peers-ipv6': 'packets pass between containers on a user-defined bridge network over IPv6',
  'bridge-gateway': 'the bridge of a user-defined network has the address of its gateway',
  'egress-tcp': 'a container on a user-defined network connects to LAN hosts over TCP',
  'egress-errors': 'errors that other hosts send (ICMP) reach the containers whose packets they are about',
  'egress-udp': 'a container on a user-defined network exchanges UDP datagrams with LAN hosts',
  vxlan: 'VXLAN packets of an overlay network pass between hosts',
  'overlay-peers': 'containers on an overlay network answer each other by every way: TCP at any port, UDP, and ping',
  attachable: 'a container of its own is refused on an overlay network without `--attachable`',
  'overlay-encryption': '`--opt encrypted` keeps packets of an overlay network from being sent unencrypted',
  'gwbridge-egress': 'a container on an overlay network reaches LAN hosts through docker_gwbridge',
  'gwbridge-published': 'a published port forwards to a container on an overlay network through docker_gwbridge',
  gossip: 'swarm nodes exchange the locations of the containers on an overlay network',

  // services of a swarm
  'service-dns': 'the name of a service with `--endpoint-mode dnsrr` resolves to its tasks',
  'virtual-address': 'the name of a service without `--endpoint-mode` resolves to its virtual IP address',
  'host-mode-port': 'a port published with mode=host is open at the hosts of the tasks',

  // published ports
  'published-ports': 'a published TCP port forwards to its container, and inspect shows the host port',
  'published-ports-ipv6': 'a published TCP or UDP port forwards to its container over IPv6',
  'published-udp': 'a published UDP port forwards to its container',
  'fixed-host-port': 'a port is published at the host port of `-p HOSTPORT:PORT`',
  'host-port-range': 'a port is published at a free host port of the range `-p FIRST-LAST:PORT`',
  'publish-all': '`--publish-all` publishes the exposed ports',
  'taken-host-port': 'the engine refuses a container a host port that is in use',
  'host-binding': 'the option `host_binding_ipv4` of a bridge network takes effect',
  'listed-ports': 'the list of containers has the ports of inspect',
  'shown-host-ports': 'the host ports that reach a container are those that inspect shows',
  'no-other-host-port': 'no host port reaches a port of a container that is not published',
  'all-host-addresses': 'a port published without an address is open at every IPv4 address of the host',
  'all-ipv6-host-addresses': 'a port published without an address is open at every IPv6 address of the host',
  'one-host-address': 'a port published on one address of the host is closed at the others',
  'ipv4-host-address': 'a port published on an IPv4 address of the host is closed at its IPv6 addresses',
  'ipv6-host-address': 'a port published on IPv6 addresses of the host is closed at its IPv4 addresses',
  localhost: 'the host reaches its own and published ports at 127.0.0.1',
  'localhost-udp': 'the host reaches its own and published UDP ports at 127.0.0.1',
  'localhost-ipv6': 'the host reaches its own and published ports at ::1',
  'from-lan': 'LAN hosts reach published ports',
  'host-ports': "containers reach ports of the host, including published ports, at the host's addresses",

  // Docker Compose
  'compose-service-name': 'a service of a Compose file has its name as an alias on each of its networks',
  'compose-default-network': 'a service without networks is on the network PROJECT_default',
  'compose-isolation': 'networks of a Compose file are isolated from each other',
  'compose-network-name': 'a network has the name that the Compose file gives it',
  'compose-network-labels': 'a network has the labels of its project',
  'compose-alias': 'an alias of a service on a network resolves there',
  'compose-ports': 'the ports of a service are published as the Compose file says',
  'compose-expose': 'the exposed ports of a service are exposed and not published',
  'compose-extra-hosts': 'extra_hosts are in /etc/hosts of the service',
  'compose-hostname': 'a service has the hostname of the Compose file',
  'compose-mac-address': 'a service has the MAC address of the Compose file',
  'compose-mode-none': 'network_mode none gives a service no network',
  'compose-mode-host': "network_mode host gives a service the host's network",
  'compose-mode-service': 'network_mode service:NAME gives a service the network namespace of another one',
  'compose-external': 'a service joins an external network of the Compose file',
  'compose-down': 'docker compose down removes the networks of its project, and no others',
  'compose-recreated': 'docker compose up recreates a service whose definition changed, and no other',
  'compose-static-address': 'a service has the static address of the Compose file',
  'compose-ipam': 'a network has the options of its ipam section',
  'compose-changed-subnet': 'a network whose subnet was changed in the Compose file is created again',
  'compose-internal': 'an internal network of a Compose file is internal',
  'compose-links': 'a link gives the linking service another name for the linked one',
  'compose-driver-options': 'the driver options of a Compose file take effect',
  'compose-gateway-priority': 'the gw_priority of a network decides whether it has the default route of a service',
  'compose-interface-name': 'the interface_name of a service names its interface',
  'compose-run': 'docker compose run starts a container of the service without its ports and its name',

  // isolation and filtering
  filter: "the engine's firewall rules drop packets that no published port or option allows",
  'filter-ipv6': "the engine's IPv6 firewall rules drop packets that no published port or option allows",
  'firewalld-reload': 'the engine adds its firewall rules again after a reload of firewalld',
  'published-direct': "the engine closes published ports at the container's own address",
  'published-direct-ipv6': "the engine closes published ports at the container's own IPv6 address",
  internal: '`--internal` restricts a network: no published ports, no forwarded queries, no host addresses',
  'internal-route': 'a container on an internal network has no route out of it',
  icc: 'the option `enable_icc=false` separates the containers of a network',
  'gateway-mode': 'the option `gateway_mode_ipv4` of a bridge network takes effect',
  'gateway-mode-ipv6': 'the option `gateway_mode_ipv6` of a bridge network takes effect',
} as const;

export type Reliance = keyof typeof reliances;
