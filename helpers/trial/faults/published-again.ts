import type { Body } from '../../engine/api-proxy.ts';
import {
  always,
  atCreate,
  atNetworkCreate,
  bindingsOf,
  deletedRules,
  inContainers,
  inInspect,
  inList,
  leaving,
  onceRestarted,
  republish,
} from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

/** For each TCP port from 20000 on, binds the UDP port of the same number. */
const HOLD_UDP_PORTS =
  'my %held; while (1) { for my $file ("tcp", "tcp6") { open my $t, "<", "/proc/net/$file"; while (<$t>) { next unless /^ *[0-9]+: [0-9A-F]+:([0-9A-F]+) [0-9A-F]+:0000 0A /; my $p = hex $1; next if $p < 20000 or $held{$p}; $held{$p} = IO::Socket::INET->new(Proto => "udp", LocalPort => $p) } } select undef, undef, undef, 0.02 }';

/** The exposed UDP ports of the container that publishes all of its own. */
let exposedOverUdp: string[] = [];

const isRange = (port: unknown): boolean => /^\d+-\d+$/.test(String(port));

/** Faults of ports in use, ranges of ports, and ports of containers that are stopped, restarted and connected. */
export const publishedAgain: readonly AnyFault[] = [
  apiFault({
    name: 'a range of host ports is ignored',
    breaks: ['host-port-range'],
    mustFail: ['publish.invalid-port'],
    request: atCreate((body) =>
      bindingsOf(body).forEach((binding) => isRange(binding.HostPort) && (binding.HostPort = '')),
    ),
  }),
  apiFault({
    name: '`--publish-all` publishes nothing',
    breaks: ['publish-all'],
    request: atCreate((body) => delete body.HostConfig.PublishAllPorts),
  }),
  apiFault({
    name: '`--publish-all` publishes no UDP port',
    mustFail: ['publish.all-exposed'],
    request: atCreate((body) => {
      if (!body.HostConfig.PublishAllPorts) return;
      exposedOverUdp = Object.keys(body.ExposedPorts).filter((port) => port.endsWith('/udp'));
      for (const port of exposedOverUdp) delete body.ExposedPorts[port];
    }),
    answer: inInspect((body) => exposedOverUdp.forEach((port) => (body.Config.ExposedPorts[port] = {})), 'all'),
  }),
  apiFault({
    name: '`--publish-all` publishes a port that is not exposed',
    mustFail: ['publish.all-exposed'],
    request: atCreate((body) => {
      if (body.HostConfig.PublishAllPorts) body.ExposedPorts = { ...body.ExposedPorts, '81/tcp': {} };
    }),
    answer: inInspect((body) => delete body.Config.ExposedPorts?.['81/tcp'], 'all'),
  }),
  apiFault({
    name: 'the list of containers shows other host ports',
    breaks: ['listed-ports'],
    answer: inList(({ Ports }) => Ports.forEach((port: Body) => port.PublicPort && (port.PublicPort += 100))),
  }),
  apiFault({
    name: 'the list of containers shows no port that is only exposed',
    mustFail: ['publish.listed'],
    answer: inList((container) => (container.Ports = container.Ports.filter((port: Body) => port.PublicPort))),
  }),
  apiFault({
    name: 'the list of containers shows ports of those that are stopped',
    mustFail: ['publish.stopped-unreported'],
    answer: inList((container) => {
      if (container.State !== 'running')
        container.Ports = [{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 20_080, Type: 'tcp' }];
    }),
  }),
  apiFault({
    name: 'a container takes another host port than that of the one before it',
    // the container of both that has a restart policy
    mustFail: ['publish.refused-start', 'publish.released'],
    request: atCreate((body) => {
      if (body.HostConfig.RestartPolicy?.Name) bindingsOf(body).forEach((binding) => (binding.HostPort = ''));
    }),
  }),
  apiFault({
    name: 'the option `host_binding_ipv4` is ignored',
    breaks: ['host-binding'],
    request: atNetworkCreate((body) => delete body.Options?.['com.docker.network.bridge.host_binding_ipv4']),
  }),
  apiFault({
    name: 'an ephemeral host port has another number for IPv6',
    mustFail: ['publish.ephemeral-one-number'],
    engine: HARDENED,
    request: atCreate((body, name) => {
      if (name !== 'everywhere') return;
      for (const port of Object.keys(body.HostConfig.PortBindings))
        body.HostConfig.PortBindings[port] = [
          { HostIp: '0.0.0.0', HostPort: '' },
          { HostIp: '::', HostPort: '31999' },
        ];
    }),
  }),
  apiFault({
    name: 'a port published on all addresses is closed at the IPv6 address on the LAN, and inspect hides it',
    mustFail: ['publish.lan-hosts-ipv6', 'publish.all-addresses-ipv6'],
    engine: HARDENED,
    request: atCreate((body, name) => {
      if (name !== 'everywhere') return;
      for (const port of Object.keys(body.HostConfig.PortBindings))
        body.HostConfig.PortBindings[port] = ['0.0.0.0', '::1'].map((HostIp) => ({ HostIp, HostPort: '31998' }));
    }),
    answer: inInspect((body) => {
      for (const bindings of Object.values<Body[] | null>(body.NetworkSettings.Ports ?? {}))
        for (const binding of bindings ?? []) if (binding.HostIp === '::1') binding.HostIp = '::';
    }, 'everywhere'),
  }),
  apiFault({
    name: 'a port published on [::] is open on IPv4 addresses, and inspect hides it',
    breaks: ['ipv6-host-address'],
    request: atCreate((body, name) => {
      if (name === 'ipv6only')
        body.HostConfig.PortBindings = {
          '80/tcp': ['0.0.0.0', '::'].map((HostIp) => ({ HostIp, HostPort: '31997' })),
        };
    }),
    answer: inInspect((body) => {
      body.NetworkSettings.Ports['80/tcp'] = body.NetworkSettings.Ports['80/tcp']?.filter(
        ({ HostIp }: Body) => HostIp === '::',
      );
    }, 'ipv6only'),
  }),
  hostFault({
    name: 'a connection to a published port is reset when its client ends its half',
    mustFail: ['publish.half-closed'],
    script: leaving('oifname "lo" tcp dport >= 20000 tcp flags & (fin | rst) == fin reject with tcp reset'),
  }),
  hostFault({
    name: 'UDP clients that have sent for a while are cut off',
    mustFail: ['publish.udp-follows-restart', 'ipv6.udp-follows-restart', 'lifecycle.other-address-flows'],
    script: [
      "nft -f - <<'END'",
      'table inet broken {',
      '  set old { type inet_service; }',
      '  chain broken { type filter hook output priority -400; udp dport >= 20000 udp sport @old drop; }',
      '}',
      'END',
      "docker events --filter type=container --filter event=kill --format '{{.Actor.Attributes.name}}' | while read -r name; do",
      '  case $name in *-server | *-moving) ;; *) continue ;; esac',
      // connected UDP sockets, by their own ports
      '  ports=$(awk \'$4 == "01" { split($2, at, ":"); print "0x" at[2] }\' /proc/net/udp /proc/net/udp6 | sort -u | paste -sd, -)',
      '  [ -z "$ports" ] || nft add element inet broken old "{ $ports }"',
      'done 2>/dev/null',
    ].join('\n'),
  }),
  hostFault({
    name: 'UDP clients that have sent for a while stay with the former address of a container',
    mustFail: ['lifecycle.other-address-flows'],
    script: [
      "nft -f - <<'END'",
      'table ip broken {',
      '  map former { type inet_service : ipv4_addr . inet_service; }',
      '  chain broken { type nat hook output priority -110; dnat ip to udp sport map @former; }',
      '}',
      'END',
      'while :; do',
      '  sleep 0.05',
      '  id=$(docker ps --quiet --filter name=-moving$) port=$(docker port $id 5353/udp | sed -n "s/^0.0.0.0://p")',
      '  address=$(docker inspect --format "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}" $id)',
      '  [ -n "$address" ] && [ -n "$port" ] || continue',
      // connected UDP sockets to its host port, by their own ports
      '  to=$(printf %04X $port)',
      '  for from in $(awk -v to=$to \'$4 == "01" { split($2, at, ":"); split($3, peer, ":"); if (peer[2] == to) print "0x" at[2] }\' /proc/net/udp); do',
      // those that are there already keep the first address
      '    nft add element ip broken former "{ $from : $address . 5353 }"',
      '  done',
      'done 2>/dev/null',
    ].join('\n'),
  }),
  hostFault({
    name: 'host ports stay closed for a while after the program of their container has ended',
    mustFail: ['publish.successor'],
    script: [
      "nft -f - <<'END'",
      'table inet broken {',
      '  set ports { type inet_service; flags timeout; }',
      '  chain broken { type filter hook output priority -400; meta l4proto { tcp, udp } th dport @ports drop; }',
      '}',
      'END',
      "docker events --filter type=container --filter event=kill --filter event=die --format '{{.Action}} {{.ID}}' | while read -r action id; do",
      // what the engine stops, it kills
      '  [ $action = die ] || { killed=$id; continue; }',
      '  [ $id != "$killed" ] || continue',
      '  [ "$(docker inspect --format "{{.HostConfig.RestartPolicy.Name}}" $id)" = no ] || continue',
      '  for port in $(docker inspect --format "{{range .HostConfig.PortBindings}}{{range .}}{{.HostPort}} {{end}}{{end}}" $id); do',
      '    nft add element inet broken ports "{ $port timeout 15s }"',
      '  done',
      'done',
    ].join('\n'),
  }),
  hostFault({
    name: 'a UDP port stays bound at the number of each TCP port in use',
    mustFail: ['publish.refused-binds-nothing'],
    script: `exec perl -MIO::Socket::INET -e '${HOLD_UDP_PORTS}'`,
  }),
  hostFault({
    name: 'containers answer by their first network only',
    breaks: ['two-networks'],
    script: always(
      inContainers(
        // a container reaches its own address by its loopback interface
        'for name in eth1 eth2; do rule="INPUT -i $name -p tcp --dport 80 -j DROP"; iptables -C $rule 2>/dev/null || iptables -I $rule; done',
      ),
    ),
  }),
  hostFault({
    name: 'containers reach ports published on 127.0.0.1 at their gateways',
    mustFail: ['publish.loopback-containers', 'publish.loopback-only'],
    script: always(
      [
        'echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet',
        'for port in $(docker ps --format "{{.Ports}}" | grep -o "127.0.0.1:[0-9]*->[0-9]*/tcp" | sed "s/.*:\\([0-9]*\\)-.*/\\1/"); do',
        'rule="PREROUTING -i docker0 -p tcp -m addrtype --dst-type LOCAL --dport $port -j DNAT --to-destination 127.0.0.1:$port"',
        'iptables -t nat -C $rule || iptables -t nat -I $rule',
        'done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'the rule of a port translates to a wrong address once its container was restarted',
    mustFail: [
      'publish.restarted',
      'publish.restarted-ephemeral',
      'publish.released',
      'publish.successor',
      'publish.refused-start',
      'publish.stopped-unreported',
    ],
    chapters: ['publish'],
    script: always(
      onceRestarted(
        [
          'for port in $(docker port $id | sed -n "s/.*tcp -> 0.0.0.0://p"); do',
          'rule="DOCKER -p tcp --dport $port -j DNAT --to-destination 172.31.255.9:80"',
          'iptables -t nat -C $rule || iptables -t nat -I $rule',
          'done',
        ].join('\n'),
      ),
    ),
  }),
  hostFault({
    name: 'after a restart, an ephemeral UDP port answers at 127.0.0.1 alone',
    mustFail: ['publish.restarted-ephemeral'],
    chapters: ['publish'],
    script: [
      'until id=$(docker ps --quiet --filter "name=-published$") && first=$(docker port $id 5353/udp | sed -n "s/^0.0.0.0://p") && [ "$first" ]; do sleep 0.1; done',
      'nft add table inet broken',
      'nft add chain inet broken broken "{ type filter hook output priority -400; }"',
      'nft add rule inet broken broken ip daddr != 127.0.0.0/8 udp dport 32768-60999 udp dport != $first drop',
    ].join('\n'),
  }),
  apiFault({
    name: 'a UDP host port that is taken on all addresses is not refused at 127.0.0.1',
    mustFail: ['publish.taken-at-each-address'],
    request: atCreate((body) =>
      republish(body, (port, bindings) => [
        port,
        // it gets another one, since two sockets cannot be bound here
        bindings.map((one) => (port.endsWith('/udp') && one.HostIp === '127.0.0.1' ? { ...one, HostPort: '' } : one)),
      ]),
    ),
  }),
  apiFault({
    name: 'a UDP host port that is in use at one address is not refused on all addresses',
    mustFail: ['publish.taken-at-one-address'],
    request: atCreate((body, name) => {
      if (name === 'udpeverywhere') for (const binding of bindingsOf(body)) binding.HostPort = '';
    }),
  }),
  hostFault({
    name: 'a port at [::1] is closed once its container was restarted',
    mustFail: ['publish.loopback-ipv6'],
    script: [
      "nft -f - <<'END'",
      'table inet broken {',
      '  set ports { type inet_service; }',
      '  chain broken { type filter hook output priority -400; ip6 daddr ::1 tcp dport @ports drop; }',
      '}',
      'END',
      always(
        onceRestarted(
          [
            'for port in $(docker port $id | sed -n "s/.*tcp -> \\[::1\\]://p"); do',
            'nft add element inet broken ports "{ $port }"',
            'done',
          ].join('\n'),
        ),
      ),
    ].join('\n'),
  }),
  apiFault({
    name: 'an ephemeral UDP host port on all addresses is also that of a container on 127.0.0.1',
    mustFail: ['publish.ephemeral-distinct', 'publish.loopback-containers'],
    request: atCreate((body, name) => {
      // at the address of docker0 in place of all, since two sockets cannot be bound here
      const address = { everywhere: '172.17.0.1', onloopback: '127.0.0.1' }[name];
      if (address && body.HostConfig.PortBindings['5353/udp'])
        body.HostConfig.PortBindings['5353/udp'] = [{ HostIp: address, HostPort: '31995' }];
    }),
  }),
  hostFault({
    name: 'the rule of a port stays when its container is stopped',
    mustFail: ['publish.released', 'publish.restarted', 'publish.refused-start', 'publish.stopped-unreported'],
    script: always(
      [
        'iptables -t nat -S DOCKER | sed -n "s/^-A DOCKER \\(.*--to-destination .*\\)/\\1/p" >>/tmp/rules',
        'sort -u -o /tmp/rules /tmp/rules',
        'while read -r rule; do iptables -t nat -C DOCKER $rule || iptables -t nat -I DOCKER $rule; done </tmp/rules',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'the userland proxy alone answers for a container on two networks',
    mustFail: ['publish.two-networks-answered', 'publish.gateway-moves'],
    chapters: ['publish'],
    script: always(
      [
        'for id in $(docker ps --quiet --filter name=-fixed); do',
        'for address in $(docker inspect --format "{{if gt (len .NetworkSettings.Networks) 1}}{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}{{end}}" $id); do',
        deletedRules('iptables', '-t nat', 'DOCKER', '-F -- "--to-destination $address:"'),
        'done; done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'a further host port is redirected to a published one',
    mustFail: ['publish.fixed-port'],
    script: always(
      [
        'for port in $(docker ps --filter name=-fixed --format "{{.Ports}}" | grep -o "0.0.0.0:[0-9]*" | sed "s/.*://"); do',
        'rule="PREROUTING -p tcp --dport 19002 -j REDIRECT --to-ports $port"',
        'iptables -t nat -C $rule || iptables -t nat -A $rule',
        'done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'the end of a container closes the same port of another one at another address',
    mustFail: ['publish.same-number-addresses', 'publish.host-address', 'publish.taken-at-one-address'],
    chapters: ['publish'],
    script: [
      // looked up before: its end is looked up at once
      'until third=$(docker ps --quiet --filter "name=-third$") && [ "$third" ]; do sleep 0.1; done',
      'pid=$(docker inspect --format "{{.State.Pid}}" $third)',
      'port=$(docker inspect --format "{{range .HostConfig.PortBindings}}{{range .}}{{.HostPort}}{{end}}{{end}}" $third)',
      'for process in /proc/[0-9]*; do',
      '  cat $process/cmdline 2>/dev/null | tr "\\0" " " | grep -q "docker-proxy.*-host-port $port " || continue',
      '  proxies="$proxies ${process#/proc/}"',
      'done',
      'while [ -e /proc/$pid ]; do sleep 0.01; done',
      'kill $proxies || true',
      'iptables -t nat -S DOCKER | sed -n "s/^-A \\(DOCKER .*--dport $port .*\\)/\\1/p" | while read -r rule; do iptables -t nat -D $rule; done',
    ].join('\n'),
  }),
  hostFault({
    name: 'a UDP port published on one address of the host is open on all',
    mustFail: ['publish.host-address'],
    script: always(
      [
        'for id in $(docker ps --quiet --filter name=-onlink$); do',
        'address=$(docker inspect --format "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}" $id)',
        'port=$(docker port $id 5353/udp | sed "s/.*://")',
        'rule="OUTPUT ! -d 127.0.0.0/8 -p udp --dport $port -m addrtype --dst-type LOCAL -j DNAT --to-destination $address:5353"',
        'iptables -t nat -C $rule || iptables -t nat -A $rule',
        'done',
      ].join('\n'),
    ),
  }),
];
