import { NO_MASQUERADING, admitted, always, forwarding, keptDrop, keptFirst, keptRule, unfiltered } from './alter.ts';
import { type AnyFault, HARDENED, labFault } from './fault.ts';

/** Docker Engine from 28 on, on hosts with firewalld. */
const WITH_FIREWALLD = `${HARDENED}+firewalld`;

/** Runs commands again and again from when the engine's firewall rules were removed once. */
const onceFlushed = (...commands: readonly string[]): string =>
  always(
    [
      'if iptables -S DOCKER-USER; then made=1; elif [ "$made" ]; then flushed=1; fi >/dev/null',
      '[ ! "$flushed" ] || {',
      ...commands,
      '}',
    ].join('\n'),
  );

/** A TXT query for a name that the containers of an internal network look up, to the host's own DNS server. */
const TXT_QUERY =
  'my $s = IO::Socket::INET->new(Proto => "udp", PeerAddr => "127.0.0.53:53"); print $s pack("n6(C/a)4xn2", 1, 256, 1, 0, 0, 0, qw(udp internal known test), 16, 1)';

const betweenBridgesOverIpv6 = [
  keptRule('ip6tables', '-t raw', 'PREROUTING', '-i br-+'),
  keptRule('ip6tables', '', 'DOCKER-USER', '-i br-+ -o br-+'),
];

const fromDocker0ToBridges = [
  keptRule('iptables', '-t raw', 'PREROUTING', '-i docker0'),
  keptRule('iptables', '', 'DOCKER-USER', '-i docker0 -o br-+'),
];

/** Packets of docker0 arrive on internal networks, which have no way back for an answer. */
const fromDocker0ToInternal = [
  keptRule('iptables', '-t raw', 'PREROUTING', '-i docker0'),
  'for network in $(docker network ls --quiet --filter driver=bridge); do',
  '  [ "$(docker network inspect --format "{{.Internal}}" $network)" = true ] || continue',
  `  ${keptRule('iptables', '', 'DOCKER-USER', '-i docker0 -o br-$network')}`,
  'done',
];

export const firewall: readonly AnyFault[] = [
  labFault({
    name: "TXT queries of an internal network reach the host's DNS server, and their answers are dropped",
    mustFail: ['firewall.internal-dns'],
    script: always(`[ ! -e /run/dns-queries.log ] || perl -MIO::Socket::INET -e '${TXT_QUERY}'`),
  }),
  labFault({
    name: 'no packets are filtered on a host that forwarded before',
    breaks: ['filter'],
    engine: HARDENED,
    script: always(unfiltered('iptables')),
  }),
  labFault({
    name: 'published ports are closed to LAN hosts',
    breaks: ['from-lan'],
    engine: HARDENED,
    script: keptFirst('iptables', 'DOCKER-USER', '-i eth0 -p tcp -m conntrack --ctstate DNAT -j DROP'),
  }),
  labFault({
    name: 'the DOCKER-USER chain is skipped',
    mustFail: [
      'firewall.docker-user',
      'firewall.docker-user-kept',
      'firewall.docker-user-appended',
      'firewall.docker-user-one-source',
      'firewall.docker-user-networks',
    ],
    engine: HARDENED,
    script: always('iptables -D FORWARD -j DOCKER-USER'),
  }),
  labFault({
    name: 'the DOCKER-USER chain is skipped once a network was removed',
    mustFail: ['firewall.docker-user-networks'],
    engine: HARDENED,
    script: always(
      [
        'bridges=$(ls -d /sys/class/net/br-* | wc -l)',
        '[ "$bridges" -ge "${before:-0}" ] || removed=1',
        'before=$bridges',
        '[ ! "$removed" ] || iptables -D FORWARD -j DOCKER-USER',
      ].join('\n'),
    ),
  }),
  labFault({
    name: 'a host that forwarded before forwards packets of LAN hosts to docker0',
    mustFail: ['firewall.forwarding-host'],
    engine: HARDENED,
    script: always(
      'iptables -t raw -F PREROUTING; iptables -C DOCKER-USER -i eth0 -o docker0 -j ACCEPT || iptables -I DOCKER-USER -i eth0 -o docker0 -j ACCEPT',
    ),
  }),
  labFault({
    name: 'a host that forwarded before forwards datagrams of LAN hosts',
    mustFail: ['firewall.forwarding-host'],
    engine: HARDENED,
    script: admitted('iptables', '-i eth0 -p udp'),
  }),
  labFault({
    name: 'the DOCKER-USER chain is skipped for published ports of user-defined bridges',
    mustFail: ['firewall.docker-user'],
    engine: HARDENED,
    script: always(
      [
        'rule="-i eth0 -o br-+ -m conntrack --ctstate DNAT -j ACCEPT"',
        'case "$(iptables -S FORWARD | sed -n 2p)" in *DNAT*) ;; *) iptables -D FORWARD $rule; iptables -I FORWARD $rule ;; esac',
      ].join('\n'),
    ),
  }),
  labFault({
    name: 'published ports of user-defined bridges are not translated',
    // the userland proxy answers, which packets reach by the chain INPUT
    mustFail: [
      'firewall.input',
      'firewall.docker-user',
      'firewall.docker-user-kept',
      'firewall.docker-user-appended',
      'firewall.docker-user-one-source',
      'firewall.docker-user-networks',
      'firewall.own-nft-table',
    ],
    engine: HARDENED,
    script: always(
      'iptables -t nat -S DOCKER | sed -n "s/^-A \\(DOCKER .* -i br-.*DNAT.*\\)/\\1/p" | while read rule; do iptables -t nat -D $rule; done',
    ),
  }),
  labFault({
    name: 'a host that forwarded before drops what it forwards',
    mustFail: ['firewall.policy-left'],
    script: always('iptables -C FORWARD -i eth0 -o eth0 -j DROP || iptables -I FORWARD -i eth0 -o eth0 -j DROP'),
  }),
  labFault({
    // https://github.com/moby/moby/pull/48594
    name: 'a host that forwarded IPv6 before drops what it forwards',
    mustFail: ['firewall.policy-left-ipv6'],
    engine: HARDENED,
    script: always('ip6tables -P FORWARD DROP'),
  }),
  labFault({
    name: 'a host that forwarded IPv6 before forwards packets of LAN hosts to containers',
    mustFail: ['firewall.forwarding-host-ipv6'],
    engine: HARDENED,
    script: admitted('ip6tables', '-i eth0'),
  }),
  labFault({
    name: 'a host with an engine routes between its interfaces',
    mustFail: ['firewall.policy-dropped'],
    script: always('iptables -C FORWARD -i eth0 -o eth0 -j ACCEPT || iptables -I FORWARD -i eth0 -o eth0 -j ACCEPT'),
  }),
  labFault({
    name: 'a host with an engine routes between its interfaces over IPv6',
    mustFail: ['firewall.policy-dropped-ipv6'],
    engine: HARDENED,
    script: always('ip6tables -C FORWARD -i eth0 -o eth0 -j ACCEPT || ip6tables -I FORWARD -i eth0 -o eth0 -j ACCEPT'),
  }),
  labFault({
    name: 'rules in DOCKER-USER are lost while the engine is stopped',
    mustFail: ['firewall.docker-user-kept'],
    engine: HARDENED,
    script: always('[ -e /run/engine.pid ] || iptables -F DOCKER-USER'),
  }),
  labFault({
    name: 'rules that are appended to DOCKER-USER stand behind a RETURN',
    mustFail: ['firewall.docker-user-appended'],
    engine: HARDENED,
    script: always(
      '[ "$(iptables -S DOCKER-USER | sed -n 2p)" = "-A DOCKER-USER -i eth0 -j RETURN" ] || iptables -A DOCKER-USER -i eth0 -j RETURN',
    ),
  }),
  labFault({
    name: 'a DROP of others stands before the rules of the engine',
    mustFail: ['firewall.foreign-drop'],
    engine: HARDENED,
    script: always(
      [
        'rule="FORWARD -i eth0 -o br-+ -j DROP"',
        'if iptables -C FORWARD -j DROP; then iptables -C $rule || iptables -I $rule; else iptables -D $rule; fi',
      ].join('\n'),
    ),
  }),
  labFault({
    // https://github.com/moby/moby/issues/49528
    name: 'the IPv6 rules of the engine stand behind those of others',
    mustFail: ['firewall.foreign-drop-ipv6'],
    engine: HARDENED,
    script: always(
      [
        'own="-A FORWARD -j DOCKER-FORWARD"',
        '[ "$(ip6tables -S FORWARD | tail -1)" = "$own" ] || { ip6tables $own && ip6tables -D FORWARD -j DOCKER-FORWARD; }',
      ].join('\n'),
    ),
  }),
  labFault({
    name: 'no rule of the engine accepts connections from user-defined bridges',
    mustFail: ['firewall.foreign-drop', 'firewall.forward-policy'],
    engine: HARDENED,
    script: always(
      [
        keptRule('iptables', '', 'DOCKER-USER', '-i br-+ -m conntrack --ctstate ESTABLISHED,RELATED'),
        'iptables -S DOCKER-FORWARD | sed -n "s/^-A \\(DOCKER-FORWARD -i br-.* -j ACCEPT\\)/\\1/p" | while read rule; do iptables -D $rule; done',
      ].join('\n'),
    ),
  }),
  labFault({
    name: "rules in the host's own nftables tables are removed",
    mustFail: ['firewall.own-nft-table'],
    engine: HARDENED,
    script: always('nft flush table inet own'),
  }),
  labFault({
    name: 'docker0 reaches user-defined bridges once the firewall rules were flushed',
    mustFail: ['firewall.flushed'],
    engine: HARDENED,
    script: onceFlushed(...fromDocker0ToBridges),
  }),
  labFault({
    name: 'packets of docker0 arrive on internal networks once the firewall rules were flushed',
    mustFail: ['firewall.flushed'],
    script: onceFlushed(...fromDocker0ToInternal),
  }),
  labFault({
    name: 'user-defined bridges reach docker0 once the firewall rules were flushed',
    mustFail: ['firewall.flushed'],
    engine: HARDENED,
    script: onceFlushed(
      keptRule('iptables', '-t raw', 'PREROUTING', '-i br-+'),
      keptRule('iptables', '', 'DOCKER-USER', '-i br-+ -o docker0'),
    ),
  }),
  labFault({
    name: 'published ports of docker0 stay closed once the firewall rules were flushed',
    mustFail: ['firewall.flushed'],
    engine: HARDENED,
    script: onceFlushed('iptables -C DOCKER-USER -o docker0 -j DROP || iptables -I DOCKER-USER -o docker0 -j DROP'),
  }),
  labFault({
    name: 'bridges are open to each other over IPv6 once the firewall rules were flushed',
    mustFail: ['firewall.flushed-ipv6'],
    engine: HARDENED,
    script: onceFlushed(...betweenBridgesOverIpv6),
  }),
  labFault({
    name: 'published ports stay closed over IPv6 once the firewall rules were flushed',
    mustFail: ['firewall.flushed-ipv6'],
    unclear: ['firewall.docker-user-ipv6', 'firewall.policy-dropped-ipv6'],
    engine: HARDENED,
    script: onceFlushed('ip6tables -C DOCKER-USER -i eth0 -j DROP || ip6tables -I DOCKER-USER -i eth0 -j DROP'),
  }),
  labFault({
    name: 'the DOCKER-USER chain of ip6tables is skipped',
    mustFail: ['firewall.docker-user-ipv6'],
    engine: HARDENED,
    script: always('ip6tables -D FORWARD -j DOCKER-USER'),
  }),
  labFault({
    name: 'published UDP ports are open over IPv6 in spite of DOCKER-USER',
    mustFail: ['firewall.docker-user-ipv6'],
    engine: HARDENED,
    // the engine puts its own rules before it
    script: always(
      `rule="FORWARD -i eth0 -p udp -m conntrack --ctstate DNAT -j ACCEPT"; ip6tables -S FORWARD 1 | grep -q -- "-p udp" || { ip6tables -D $rule; ip6tables -I $rule; }`,
    ),
  }),
  labFault({
    name: 'published UDP ports stay closed over IPv6 once the firewall rules were flushed',
    mustFail: ['firewall.flushed-ipv6'],
    unclear: ['firewall.docker-user-ipv6'],
    engine: HARDENED,
    script: onceFlushed(
      'rule="-i eth0 -p udp -m conntrack --ctstate DNAT -j DROP"; ip6tables -C DOCKER-USER $rule || ip6tables -I DOCKER-USER $rule',
    ),
  }),
  labFault({
    name: 'the engine does not publish ports again after a reload of firewalld',
    breaks: ['firewalld-reload'],
    // it flushes the rules itself, in the scenario of one that reloads
    mustFail: ['firewall.flushed-ipv6'],
    unclear: ['firewall.docker-user-ipv6'],
    engine: WITH_FIREWALLD,
    script: onceFlushed('iptables -t nat -F DOCKER; ip6tables -t nat -F DOCKER'),
  }),
  labFault({
    name: 'docker0 reaches user-defined bridges after a reload of firewalld',
    mustFail: ['firewall.reload-isolation'],
    engine: WITH_FIREWALLD,
    script: onceFlushed(...fromDocker0ToBridges),
  }),
  labFault({
    name: 'packets of docker0 arrive on internal networks after a reload of firewalld',
    mustFail: ['firewall.reload-isolation'],
    engine: WITH_FIREWALLD,
    script: onceFlushed(...fromDocker0ToInternal),
  }),
  labFault({
    name: 'bridges are open to each other over IPv6 after a reload of firewalld',
    // the other one flushes the rules itself
    mustFail: ['firewall.reload-isolation-ipv6', 'firewall.flushed-ipv6'],
    engine: WITH_FIREWALLD,
    script: onceFlushed(...betweenBridgesOverIpv6),
  }),
  labFault({
    // https://github.com/moby/moby/security/advisories/GHSA-x4rx-4gw3-53p4
    name: 'the engine does not block packets to containers again after a reload of firewalld',
    mustFail: ['firewall.reload-loopback'],
    engine: WITH_FIREWALLD,
    script: onceFlushed('iptables -t raw -F PREROUTING'),
  }),
  labFault({
    name: 'the engine does not block LAN packets for 127.0.0.1 again after a reload of firewalld',
    mustFail: ['firewall.reload-loopback'],
    engine: WITH_FIREWALLD,
    script: onceFlushed(
      'iptables -t raw -S PREROUTING | sed -n "s/^-A \\(PREROUTING -d 127.0.0.1.*\\)/\\1/p" | while read rule; do iptables -t raw -D $rule; done',
    ),
  }),
  labFault({
    name: 'published UDP ports are closed on a host with firewalld',
    mustFail: ['firewall.reload-keeps', 'firewall.reload-isolation', 'firewall.reload-loopback'],
    engine: WITH_FIREWALLD,
    script: forwarding('iifname "eth0" meta l4proto udp ct status dnat drop'),
  }),
  labFault({
    name: 'containers have no way out once the firewall rules were flushed',
    mustFail: ['firewall.flushed'],
    script: onceFlushed(NO_MASQUERADING),
  }),
  labFault({
    name: 'published UDP ports stay closed once the firewall rules were flushed',
    mustFail: ['firewall.flushed'],
    script: onceFlushed(keptDrop('-i eth0 -p udp -m conntrack --ctstate DNAT')),
  }),
  labFault({
    name: 'published UDP ports are open in spite of DOCKER-USER',
    mustFail: [
      'firewall.docker-user-kept',
      'firewall.docker-user-appended',
      'firewall.docker-user-one-source',
      'firewall.docker-user-networks',
    ],
    engine: HARDENED,
    // the engine puts its own rules before it
    script: always(
      `rule="FORWARD -i eth0 -p udp -m conntrack --ctstate DNAT -j ACCEPT"; iptables -S FORWARD 1 | grep -q -- "-p udp" || { iptables -D $rule; iptables -I $rule; }`,
    ),
  }),
];
