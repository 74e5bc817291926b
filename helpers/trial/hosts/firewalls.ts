import { forwarded, forwardedOverIpv6, fromLanToHost, toProxyOverIpv6 } from './affected.ts';
import { docker20, docker28 } from './engines.ts';
import type { TrialHost } from './host.ts';
import { unsupported, withoutNeeds } from './needing.ts';
import { behindRouter } from './router.ts';

/** The same rules for both families. */
const both = (rules: string): string => `for tables in iptables ip6tables; do\n${rules}\ndone`;

/** What `ufw enable` leaves on Ubuntu: /etc/ufw/before.rules and before6.rules, without their logging. */
const ufw = [
  both('$tables -A INPUT -i lo -j ACCEPT'),
  both('$tables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'),
  both('$tables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'),
  both('$tables -A INPUT -m conntrack --ctstate INVALID -j DROP'),
  'for chain in INPUT FORWARD; do iptables -A $chain -p icmp --icmp-type echo-request -j ACCEPT; done',
  'ip6tables -A INPUT -p ipv6-icmp -j ACCEPT',
  both('$tables -P INPUT DROP; $tables -P FORWARD DROP'),
].join('\n');

/** How firewalld with iptables ends its chains. */
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

/** The real one, with the zone public for all interfaces but the engine's. */
const firewalld = `mkdir -p /run/dbus
dbus-daemon --system --fork
firewalld --nofork --nopid </dev/null >/run/firewalld.log 2>&1 &
for attempt in $(seq 100); do ! firewall-cmd --state >/dev/null 2>&1 || break; sleep 0.1; done
firewall-cmd --state`;

const reversePath = (value: number): string =>
  `for name in all default eth0 lo; do echo ${value} >/proc/sys/net/ipv4/conf/$name/rp_filter; done`;

const dropped = "The user's firewall drops what containers send to the host";
const fromLan = "The user's firewall drops what other hosts send to processes of the host";
const overIpv6 = "The engine writes no rules for IPv6, so that the user's decide";

/** INPUT is closed; FORWARD as well, for IPv6, where the engine does not open it. */
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
      sentence: 'The firewall rules of ufw: INPUT and FORWARD have the policy DROP',
      ...behindRouter(ufw),
    },
    (engine) => closed(engine, 'closed'),
  ),
  ...onEach(
    [docker20],
    {
      name: 'rejecting',
      sentence: 'INPUT and FORWARD end with REJECT (icmp-host-prohibited), as with firewalld',
      ...behindRouter(rejecting),
    },
    (engine) => closed(engine, 'closed'),
  ),
  ...onEach(
    [docker28],
    {
      name: 'firewalld',
      sentence: 'firewalld runs on the host, and the engine tells it of its bridges',
      packages: ['firewalld', 'dbus'],
      ...behindRouter(firewalld),
    },
    // its zone docker accepts what comes from the engine's bridges
    () => ({ differs: unsupported(fromLanToHost, fromLan) }),
  ),
  ...onEach(
    [docker20],
    {
      name: 'nft-workstation',
      sentence: "Debian's example of a workstation's nftables rules: the input hook has the policy drop",
      ...behindRouter(nft(workstation)),
    },
    (engine) => closed(engine, 'open'),
  ),
  ...onEach([docker20], {
    name: 'nft-forward-drop',
    sentence: 'nftables rules of the user: the forward hook has the policy drop',
    ...behindRouter(nft(forwardingDropped)),
    differs: {
      ...unsupported(forwarded, "The user's firewall drops what the host would forward"),
      'lan.loopback-direct': {
        verdict: 'passed',
        why: "The user's firewall closes what this engine leaves open",
      },
    },
  }),
  ...onEach([docker20], {
    name: 'rp-filter-strict',
    sentence: 'The kernel filters by reverse path, strictly',
    options: { before: reversePath(1) },
  }),
  ...onEach([docker20], {
    name: 'rp-filter-loose',
    sentence: 'The kernel filters by reverse path, loosely',
    options: { before: reversePath(2) },
  }),
];
