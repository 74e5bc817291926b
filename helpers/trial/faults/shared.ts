import type { Body } from '../../engine/api-proxy.ts';
import { always, atCreate, bindingsOf, inContainers } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

/** Drops incoming packets in the network stack that two containers share: that in which something listens at 8081. */
const droppedInShared = (packets: string): string =>
  always(
    inContainers(
      `grep -q :1F91 /proc/net/tcp || exit 0; rule="INPUT ${packets} -j DROP"; iptables -C $rule || iptables -I $rule`,
    ),
  );

/** Alters the creation of a container on the network stack of another one. */
const atShared = (alter: (body: Body) => void) =>
  atCreate((body) => {
    if (body.HostConfig.NetworkMode.startsWith('container:')) alter(body);
  });

export const shared: readonly AnyFault[] = [
  apiFault({
    name: 'container:ID is the default bridge',
    breaks: ['shared-network'],
    engine: HARDENED,
    request: atCreate((body) => {
      if (body.HostConfig.NetworkMode.startsWith('container:')) body.HostConfig.NetworkMode = 'bridge';
    }),
  }),
  apiFault({
    name: 'ports of a container on container:ID are dropped instead of refused',
    breaks: ['shared-ports-refused'],
    request: atShared((body) => {
      body.HostConfig.PortBindings = {};
      body.HostConfig.PublishAllPorts = false;
      body.ExposedPorts = {};
    }),
  }),
  apiFault({
    name: 'names and DNS servers of a container on container:ID are dropped instead of refused',
    breaks: ['shared-names-refused'],
    request: atShared((body) => {
      delete body.Hostname;
      delete body.HostConfig.Dns;
      delete body.HostConfig.ExtraHosts;
    }),
  }),
  apiFault({
    name: 'a port that a container publishes for another one is open at 127.0.0.1 alone',
    mustFail: ['shared.published'],
    chapters: ['shared'],
    request: atCreate((body, name) => {
      if (name === 'owner') bindingsOf(body).forEach((binding) => (binding.HostIp ||= '127.0.0.1'));
    }),
  }),
  hostFault({
    name: "a container's loopback address is reachable from its network",
    mustFail: ['shared.loopback-private'],
    engine: HARDENED,
    script: always(
      inContainers(
        'echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet; rule="PREROUTING -p tcp --dport 8081 -j DNAT --to-destination 127.0.0.1:8081"; iptables -t nat -C $rule || iptables -t nat -A $rule',
      ),
    ),
  }),
  hostFault({
    name: "a UDP port at a container's loopback address is reachable from its network",
    mustFail: ['shared.loopback-private'],
    script: always(
      inContainers(
        'echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet; rule="PREROUTING -p udp --dport 8081 -j DNAT --to-destination 127.0.0.1:8081"; iptables -t nat -C $rule || iptables -t nat -A $rule',
      ),
    ),
  }),
  hostFault({
    name: 'containers that share a network stack exchange no datagrams at 127.0.0.1',
    mustFail: ['shared.loopback'],
    // a UDP port on the loopback address
    unclear: ['shared.loopback-private'],
    script: droppedInShared('-d 127.0.0.1 -p udp'),
  }),
  hostFault({
    name: 'datagrams to containers that share a network stack are dropped',
    mustFail: ['shared.network'],
    script: droppedInShared('-i eth0 -p udp --dport 30000:32767'),
  }),
  hostFault({
    name: 'pings to containers that share a network stack are dropped',
    mustFail: ['shared.network'],
    script: droppedInShared('-i eth0 -p icmp --icmp-type echo-request'),
  }),
  hostFault({
    name: 'another TCP port of containers that share a network stack is closed',
    mustFail: ['shared.network'],
    script: droppedInShared('-i eth0 -p tcp --dport 30000:32767'),
  }),
];
