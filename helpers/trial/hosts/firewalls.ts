import { FIREWALLD } from '../../engine/embedded/firewalld.ts';
import {
  forwarded,
  forwardedOfCompose,
  forwardedOverIpv6,
  fromLanToHost,
  toProxyOverIpv6,
} from './affected-behaviours.ts';
import { docker20, docker28 } from './engines.ts';
import type { TrialHost } from './host.ts';
import { unsupported, withoutNeeds } from './unsupported.ts';
import { behindRouter } from './router.ts';

/** The same rules for both families. */
const both = (rules: string): string => `for tables in iptables ip6tables; do\n${rules}\ndone`;

/** The rules of `ufw enable` on Ubuntu, from /etc/ufw/before.rules and before6.rules, without logging. */
const ufw = [
  both('$tables -A INPUT -i lo -j ACCEPT'),
  both('$tables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'),
  both('$tables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'),
  both('$tables -A INPUT -m conntrack --ctstate INVALID -j DROP'),
  'for chain in INPUT FORWARD; do iptables -A $chain -p icmp --icmp-type echo-request -j ACCEPT; done',
  'ip6tables -A INPUT -p ipv6-icmp -j ACCEPT',
  both('$tables -P INPUT DROP; $tables -P FORWARD DROP'),
].join('\n');

/** The private networks, for which ufw-docker is open. */
const PRIVATE = '10.0.0.0/8 172.16.0.0/12 192.168.0.0/16';

/** What ufw-docker adds to ufw, without logging: https://github.com/chaifeng/ufw-docker#solving-ufw-and-docker-issues */
const ufwDocker = [
  ufw,
  'iptables -N DOCKER-USER',
  'iptables -A DOCKER-USER -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN',
  'iptables -A DOCKER-USER -m conntrack --ctstate INVALID -j DROP',
  'iptables -A DOCKER-USER -i docker0 -o docker0 -j ACCEPT',
  `for subnet in ${PRIVATE}; do iptables -A DOCKER-USER -s $subnet -j RETURN; done`,
  `for subnet in ${PRIVATE}; do iptables -A DOCKER-USER -d $subnet -m conntrack --ctstate NEW -j DROP; done`,
  'iptables -A DOCKER-USER -j RETURN',
].join('\n');

/** As firewalld with iptables ends its chains. */
const rejecting = [
  both('$tables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT; $tables -A INPUT -i lo -j ACCEPT'),
  'iptables -A INPUT -p icmp -j ACCEPT; ip6tables -A INPUT -p ipv6-icmp -j ACCEPT',
  both('$tables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -j ACCEPT'),
  both('$tables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'),
  'for chain in INPUT FORWARD; do',
  '  iptables -A $chain -j REJECT --reject-with icmp-host-prohibited',
  '  ip6tables -A $chain -j REJECT --reject-with icmp6-adm-prohibited',
  'done',
].join('\n');

const nft = (table: string): string => `nft -f - <<'END'\n${table}\nEND`;

/** /usr/share/doc/nftables/examples/workstation.nft of Debian. */
const workstation = `table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    iif lo accept
    ct state established,related accept
    ip6 nexthdr icmpv6 icmpv6 type { nd-neighbor-solicit, nd-router-advert, nd-neighbor-advert } accept
  }
}`;

const forwardingDropped = `table inet filter {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
  }
}`;

/** What hand-written rules often end in; a connection is refused as by a host without a listener. */
const forwardingRejected = `table inet filter {
  chain forward {
    type filter hook forward priority 0; policy accept;
    ct state established,related accept
    counter reject
  }
}`;

const reversePath = (value: number): string =>
  `for name in all default eth0 lo; do echo ${value} >/proc/sys/net/ipv4/conf/$name/rp_filter; done`;

/** The verdicts where the user's firewall does not forward the packets of containers: it `drops` or `rejects` them. */
const notForwarded = (does: string) => ({
  ...unsupported([...forwarded, ...forwardedOfCompose], `The user's firewall ${does} forwarded packets`),
  'lan.loopback-direct': {
    verdict: 'passed',
    why: `The user's firewall ${does} packets that this engine lets through`,
  } as const,
});

const dropped = "The user's firewall drops packets from containers to the host";
const fromLan = "The user's firewall drops packets from LAN hosts to processes of the host";
const overIpv6 = "The engine installs no IPv6 firewall rules, so that the user's apply";

/** INPUT drops; FORWARD drops IPv6 as well, where the engine does not accept it. */
const closed = (engine: string, forward: 'open' | 'closed'): Pick<TrialHost, 'differs'> => ({
  differs: {
    ...withoutNeeds(['host-accepts-containers'], dropped),
    ...unsupported(fromLanToHost, fromLan),
    ...(engine === docker20 ? unsupported(toProxyOverIpv6, overIpv6) : {}),
    ...(engine === docker20 && forward === 'closed' ? unsupported(forwardedOverIpv6, overIpv6) : {}),
  },
});

const onEach = (
  engines: readonly string[],
  host: Omit<TrialHost, 'engine'>,
  more: (engine: string) => Partial<TrialHost> = () => ({}),
): TrialHost[] => engines.map((engine) => ({ ...host, engine, ...more(engine) }));

export const firewallHosts: readonly TrialHost[] = [
  ...onEach(
    [docker20, docker28],
    {
      name: 'ufw',
      description: 'ufw is enabled: the INPUT and FORWARD chains have the policy DROP',
      ...behindRouter(ufw),
    },
    (engine) => closed(engine, 'closed'),
  ),
  ...onEach(
    [docker20, docker28],
    {
      name: 'ufw-docker',
      description: 'ufw is enabled with the rules of ufw-docker: only private addresses reach containers',
      ...behindRouter(ufwDocker),
    },
    (engine) => closed(engine, 'closed'),
  ),
  ...onEach(
    [docker20],
    {
      name: 'firewall-reject',
      description: 'The INPUT and FORWARD chains end with REJECT (icmp-host-prohibited), as with firewalld',
      ...behindRouter(rejecting),
    },
    (engine) => closed(engine, 'closed'),
  ),
  ...onEach(
    [docker28],
    {
      name: 'firewalld',
      description: 'firewalld runs on the host, and the engine adds its bridges to the zone docker',
      packages: ['firewalld', 'dbus'],
      ...behindRouter(FIREWALLD),
    },
    // the zone docker accepts packets from the engine's bridges
    () => ({ differs: unsupported(fromLanToHost, fromLan) }),
  ),
  ...onEach(
    [docker20],
    {
      name: 'nft-workstation',
      description: "Debian's nftables example for a workstation: the input chain has the policy drop",
      ...behindRouter(nft(workstation)),
    },
    (engine) => closed(engine, 'open'),
  ),
  ...onEach([docker20], {
    name: 'nft-forward-drop',
    description: "The user's nftables rules: the forward chain has the policy drop",
    ...behindRouter(nft(forwardingDropped)),
    differs: notForwarded('drops'),
  }),
  ...onEach([docker20], {
    name: 'nft-forward-reject',
    description: "The user's nftables rules: the last rule of the forward chain rejects",
    ...behindRouter(nft(forwardingRejected)),
    differs: notForwarded('rejects'),
  }),
  ...onEach([docker20], {
    name: 'rp-filter-strict',
    description: 'Reverse path filtering is strict (rp_filter=1)',
    options: { beforeEngine: reversePath(1) },
  }),
  ...onEach([docker20], {
    name: 'rp-filter-loose',
    description: 'Reverse path filtering is loose (rp_filter=2)',
    options: { beforeEngine: reversePath(2) },
  }),
];
