import {
  NO_MASQUERADING,
  WAY_OUT,
  admitted,
  always,
  answeringOverIpv6,
  deletedRules,
  inContainers,
  keptDrop,
  keptFirst,
  keptRule,
} from './alter.ts';
import { withoutLines } from './altered-names.ts';
import { type AnyFault, HARDENED, ignoredOption, labFault } from './fault.ts';

/** Commands that run while the engine of a host is stopped: fixtures/engine/inside.sh removes this file then. */
const whileStopped = (commands: string): string => always(`[ -e /run/engine.pid ] || { ${commands}; }`);

/** Commands that run again and again once another process is the engine of a host than at first. */
const onceRestarted = (commands: string): string =>
  always(
    `now=$(cat /run/engine.pid) || continue; first=\${first:-$now}; [ "$now" != "$first" ] || continue\n${commands}`,
  );

/** Commands that run again and again once the engine of a host has read its configuration again. */
const onceReloaded = (commands: string): string =>
  [
    'docker events --filter type=daemon --filter event=reload --format reloaded </dev/null | while read -r _; do touch /run/reloaded; done >/dev/null &',
    always(`[ -e /run/reloaded ] || continue\n${commands}`),
  ].join('\n');

export const engine: readonly AnyFault[] = [
  labFault({
    name: '--add-host entries and search domains are lost when the engine restarts',
    mustFail: ['engine.restart-containers', 'engine.killed'],
    script: onceRestarted(
      [
        'for pid in $(docker ps --quiet --filter name=-client$ | xargs -r docker inspect --format "{{.State.Pid}}"); do',
        `  nsenter --mount --target $pid sh -c "${withoutLines('added', '/etc/hosts')}; ${withoutLines('^search', '/etc/resolv.conf')}"`,
        'done',
      ].join('\n'),
    ),
  }),
  labFault({
    name: 'restart policies are forgotten',
    mustFail: ['engine.restart-networks', 'engine.restart-containers', 'engine.killed'],
    script: whileStopped(`for folder in /var/lib/docker/containers/*; do
  grep -qE '"Name":"/[^"]*-(web|client|inside)"' $folder/config.v2.json || continue
  sed -i 's/"Name":"always"/"Name":"no"/' $folder/hostconfig.json
done`),
  }),
  labFault({
    name: 'networks are lost when the engine restarts',
    mustFail: ['engine.restart-networks', 'engine.restart-containers', 'engine.killed'],
    script: whileStopped('rm -rf /var/lib/docker/network/files'),
  }),
  labFault({
    name: 'networks are masqueraded once the engine restarts, also where their options say no',
    mustFail: ['engine.restart-networks'],
    script: onceRestarted(
      'nft list table ip broken || nft "table ip broken { chain broken { type nat hook postrouting priority 99; oifname eth0 masquerade; }; }"',
    ),
  }),
  labFault({
    name: 'the MTU and the host address of a network are lost when the engine restarts',
    mustFail: ['engine.restart-networks'],
    // both values of each option are equally long: the file has the lengths of its records
    script: whileStopped(
      `LC_ALL=C sed -i 's/"Mtu":1350/"Mtu":1500/; s/"DefaultBindingIP":"127.0.0.7"/"DefaultBindingIP":"0.0.0.0"  /' /var/lib/docker/network/files/local-kv.db`,
    ),
  }),
  labFault({
    name: 'containers on an internal network have a way out of it once the engine restarts',
    mustFail: ['engine.restart-networks'],
    script: onceRestarted(inContainers(WAY_OUT)),
  }),
  labFault({
    name: 'a port on a loopback address is open at the IPv6 addresses of the host',
    mustFail: ['engine.default-bridge-host-address'],
    script: answeringOverIpv6('onDefault'),
  }),
  ignoredOption('--live-restore', {
    mustFail: ['engine.live-restore', 'engine.live-restore-names', 'engine.live-restore-connect'],
  }),
  ignoredOption('--default-address-pool', {
    mustFail: ['engine.address-pools', 'engine.address-pools-exhausted', 'engine.address-pools-avoid-host'],
  }),
  labFault({
    name: 'the engine does not see that its host has an address of its pools',
    mustFail: ['engine.address-pools-avoid-host'],
    // it looks at the routes
    script: [
      'ip -o monitor route | while read -r destination rest; do',
      '  case "$destination $rest" in 10.212.40.*" dev eth0 "*) ip route delete "$destination" dev eth0;; esac',
      'done',
    ].join('\n'),
  }),
  ignoredOption('--fixed-cidr', { mustFail: ['engine.default-bridge-addresses'] }),
  ignoredOption('--ip', { mustFail: ['engine.default-bridge-host-address'] }),
  ignoredOption('--ipv6', { mustFail: ['engine.default-bridge-ipv6'] }),
  ignoredOption('--dns', { mustFail: ['engine.dns', 'engine.reload'] }),
  labFault({
    name: 'containers on the default bridge that start after a reload of the engine have another DNS server',
    mustFail: ['engine.reload'],
    script: onceReloaded(
      [
        'for pid in $(docker ps --quiet --filter name=-ondefault$ | xargs -r docker inspect --format "{{.State.Pid}}"); do',
        '  nsenter --mount --target $pid sh -c "grep -q 192.0.2.1 /etc/resolv.conf || echo nameserver 192.0.2.1 >/etc/resolv.conf"',
        'done',
      ].join('\n'),
    ),
  }),
  labFault({
    name: 'containers on user-defined networks have no upstream DNS server once the engine reloads',
    mustFail: ['engine.reload'],
    script: onceReloaded(keptDrop('-i br-+ -d 10.212.60.53', 'INPUT')),
  }),
  labFault({
    name: 'published ports stay closed once the engine reloads',
    mustFail: ['engine.reload'],
    script: onceReloaded(keptDrop('-i eth0 -p tcp -m conntrack --ctstate DNAT')),
  }),
  ignoredOption('--mtu', { mustFail: ['engine.default-bridge-mtu'] }),
  ignoredOption('--allow-direct-routing', { mustFail: ['engine.direct-routing'], engine: HARDENED }),
  labFault({
    name: '--allow-direct-routing opens every UDP port over IPv6',
    mustFail: ['engine.direct-routing'],
    engine: HARDENED,
    script: admitted('ip6tables', '-i eth0 -p udp'),
  }),
  labFault({
    name: '--allow-direct-routing opens no published port over IPv6',
    mustFail: ['engine.direct-routing'],
    engine: HARDENED,
    script: keptFirst('ip6tables', 'DOCKER-USER', '-i eth0 -p tcp -m conntrack ! --ctstate DNAT -j DROP'),
  }),
  ignoredOption('--default-network-opt', {
    mustFail: ['engine.network-options-host-address', 'engine.network-options-mtu'],
  }),
  labFault({
    name: 'containers have no way out once the engine restarts',
    mustFail: ['engine.restart-containers', 'engine.killed', 'engine.live-restore'],
    script: onceRestarted(NO_MASQUERADING),
  }),
  labFault({
    name: 'published UDP ports stay closed once the engine restarts',
    mustFail: ['engine.restart-containers', 'engine.killed', 'engine.live-restore'],
    script: onceRestarted(keptDrop('-i eth0 -p udp -m conntrack --ctstate DNAT')),
  }),
  labFault({
    name: 'published ports of the default bridge stay closed once the engine restarts',
    mustFail: ['engine.restart-containers', 'engine.killed'],
    script: onceRestarted(keptDrop('-i eth0 -o docker0 -p tcp -m conntrack --ctstate DNAT')),
  }),
  labFault({
    name: 'containers on a network with enable_icc=false reach each other once the engine restarts',
    mustFail: ['engine.restart-networks'],
    script: onceRestarted(keptRule('iptables', '', 'DOCKER-USER', '-i br-+ -o br-+')),
  }),
  labFault({
    name: 'a port on a loopback address is open to LAN hosts once the engine restarts',
    mustFail: ['engine.live-restore', 'engine.restart-networks'],
    script: onceRestarted(
      [
        'docker ps --quiet | xargs docker inspect --format "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}{{range .NetworkSettings.Ports}}{{range .}} {{.HostIp}} {{.HostPort}}{{end}}{{end}}" | while read -r to at port rest; do',
        '  case $at in 127.*) ;; *) continue ;; esac',
        '  rule="PREROUTING -i eth0 -p tcp --dport $port -j DNAT --to-destination $to:80"',
        '  iptables -t nat -C $rule || iptables -t nat -I $rule',
        '  iptables -C DOCKER-USER -i eth0 -d $to -j ACCEPT || iptables -I DOCKER-USER -i eth0 -d $to -j ACCEPT',
        'done',
      ].join('\n'),
    ),
  }),
  labFault({
    name: 'a port on a loopback address is closed to its host once the engine restarts',
    mustFail: ['engine.live-restore', 'engine.restart-networks'],
    script: onceRestarted(
      `for at in 127.0.0.5 127.0.0.7; do ${keptDrop('-m conntrack --ctorigdst $at', 'OUTPUT')}; done`,
    ),
  }),
  labFault({
    name: 'containers on the default bridge have no way out once the engine restarts',
    mustFail: ['engine.live-restore', 'engine.restart-containers', 'engine.killed'],
    script: onceRestarted(keptDrop('-i docker0 -o eth0 -m conntrack --ctstate NEW')),
  }),
  labFault({
    name: 'the default bridge is open to LAN hosts over IPv6',
    mustFail: ['engine.default-bridge-ipv6-closed'],
    engine: HARDENED,
    script: admitted('ip6tables', '-i eth0'),
  }),
  labFault({
    name: 'containers on the default bridge keep their IPv6 addresses towards LAN hosts',
    mustFail: ['engine.default-bridge-ipv6-egress'],
    engine: HARDENED,
    script: always(deletedRules('ip6tables', '-t nat', 'POSTROUTING', '"fd12:212:60"')),
  }),
  labFault({
    name: 'the userland proxy alone answers at published ports once the engine restarts',
    mustFail: ['engine.restart-containers', 'engine.killed'],
    script: onceRestarted('iptables -t nat -F DOCKER'),
  }),
];
