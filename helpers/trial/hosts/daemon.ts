import { onDefaultBridge } from './affected-behaviours.ts';
import { docker20, docker26, docker28 } from './engines.ts';
import type { TrialHost } from './host.ts';
import { unsupported, withVerdict, withoutNeeds } from './unsupported.ts';
import { behindRouter } from './router.ts';

/** A host with this daemon.json. */
const configured = (engine: string, name: string, daemon: object, more: Partial<TrialHost> = {}): TrialHost => ({
  name,
  engine,
  daemon,
  description: `daemon.json contains ${JSON.stringify(daemon)}`,
  ...more,
});

const pools = (base: string): object => ({ 'default-address-pools': [{ base, size: 24 }] });

/** Creates networks until the address pools are exhausted, and removes the last `free` of them. */
const exhaustPools = (free: number): string => `count=0
while docker network create "user-$count" >/dev/null 2>&1; do count=$((count + 1)); done
for given in $(seq ${free}); do docker network rm "user-$((count - given))"; done`;

const customBridge = 'ip link add br9 type bridge\nip address add 10.209.0.1/24 dev br9\nip link set br9 up';

const syslog = `perl -MSocket -e 'socket(S, PF_UNIX, SOCK_DGRAM, 0); bind(S, sockaddr_un("/run/log.sock")); 1 while defined recv(S, $_, 65536, 0)' </dev/null >/dev/null 2>&1 &
while [ ! -S /run/log.sock ]; do sleep 0.05; done`;

/** The manager runs no containers, so that it needs no host of its own. */
const joinSwarm = `manager=unix:///run/manager.sock
nsenter --net=/run/netns/router dockerd --host $manager --data-root /run/manager --exec-root /run/manager-exec --pidfile /run/manager.pid \\
  --bridge none --iptables=false </dev/null >/run/manager.log 2>&1 &
for attempt in $(seq 100); do ! docker --host $manager version >/dev/null 2>&1 || break; sleep 0.1; done
docker --host $manager swarm init --advertise-addr 198.51.100.1
docker swarm join --token "$(docker --host $manager swarm join-token --quiet worker)" 198.51.100.1:2377`;

const noUpstream = { differs: withoutNeeds(['upstream-nxdomain'], 'The upstream DNS server does not answer') };
const notForwarded = {
  differs: withoutNeeds(['upstream-nxdomain'], 'With ndots, the engine forwards no single-label names'),
};
const noFirewall = {
  differs: withoutNeeds(
    ['engine-firewall', 'engine-firewall-ipv6'],
    'The engine is configured to install no firewall rules',
  ),
};
const noFirewallIpv6 = {
  differs: withoutNeeds(['engine-firewall-ipv6'], 'The engine is configured to install no IPv6 firewall rules'),
};
const noForwarding = { differs: withoutNeeds(['ip-forwarding'], 'The host does not forward packets') };
const noIcc = {
  differs: withoutNeeds(['default-bridge-icc'], 'ICC is disabled on the default bridge'),
};
const otherAddress = {
  differs: withoutNeeds(['default-host-address'], 'The engine is configured to publish on one address'),
};

const noDefaultBridge = {
  differs: {
    ...withoutNeeds(['default-bridge'], 'The engine has no default bridge'),
    ...unsupported(onDefaultBridge, 'The engine has no default bridge'),
  },
};
/** crun does not support cgroups in hybrid mode, where some controllers are v1. */
const tryContainer = `docker run --rm --network none "$IMAGE" true >/run/first.log 2>&1 ||
  { echo "left out: $(head -n 1 /run/first.log)"; exit 1; }`;
const notDocker0 = { differs: withoutNeeds(['docker0'], 'The default bridge is not docker0') };
const known = (why: string, ids: readonly string[]): NonNullable<TrialHost['differs']> =>
  withVerdict('known-difference', ids, why);
const OF_SWARM = 'On a swarm node, a network that does not exist may be one of the swarm';
const inSwarm: Pick<TrialHost, 'differs'> = {
  differs: {
    ...known(OF_SWARM, ['api.network-unknown']),
    'names.renamed': {
      verdict: 'known-difference',
      why: 'On a swarm node, a renamed container keeps its old name: https://github.com/moby/moby/issues/42351',
    },
  },
};

const dropped = "Without the userland proxy, bridge isolation also drops packets to the other bridge's published ports";
const isolated = known(dropped, ['isolation.published-at-host-address', 'hairpin.other-network', 'icc.host-port']);
const isolatedUdp = known(dropped, ['hairpin.other-network-udp']);
/** Without the userland proxy, IPv6 reaches neither containers without IPv6 nor ::1. */
const ipv6WithoutProxy = known('Only the userland proxy forwards IPv6 there', [
  'publish.all-addresses-ipv6',
  'publish.fixed-port-ipv6',
  'publish.udp-ipv6',
  'publish.lan-hosts-ipv6',
  'publish.ephemeral-one-number',
  'publish.loopback-ipv6',
  'publish.ipv6-only',
]);
const withoutProxy28 = {
  ...isolated,
  ...isolatedUdp,
  ...ipv6WithoutProxy,
  ...known('Only the userland proxy forwards IPv6 to ::1', ['ipv6.only-published']),
};
const lanWithoutProxy = known('The engine installs no IPv6 firewall rules', ['ipv6.lan-published-everywhere']);
/** The userland proxy of this release replies to datagrams from a different address. */
const repliesFromSameAddress = withVerdict(
  'passed',
  ['hairpin.peer-udp', 'hairpin.itself-udp'],
  'Without the userland proxy, replies come from the right address',
);
/** What the default from Docker Engine 27 on does in older releases. */
const filtersIpv6 = withVerdict(
  'passed',
  [
    'ipv6.bridges-isolated',
    'ipv6.icc',
    'ipv6.internal-other-published',
    'ipv6.internal-no-ingress',
    'ipv6.lan-published',
    'ipv6.lan-published-restarted',
    'ipv6.lan-unpublished-direct',
    'ipv6.egress',
    'ipv6.errors',
  ],
  'The engine installs firewall rules for IPv6',
);

const networkOptions = (bridge: object): object => ({ 'default-network-opts': { bridge } });

const published = {
  'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
  'com.docker.network.driver.mtu': '1400',
};

export const daemonHosts: readonly TrialHost[] = [
  configured(docker20, 'ip-loopback', { ip: '127.0.0.1' }, otherAddress),
  configured(docker20, 'bip', { bip: '10.200.0.1/24' }),
  configured(docker20, 'fixed-cidr', { bip: '10.200.0.1/24', 'fixed-cidr': '10.200.0.128/25' }),
  configured(docker20, 'address-pools-small', pools('10.201.0.0/21')),
  configured(docker20, 'address-pools-almost-exhausted', pools('10.201.0.0/20'), {
    description: 'Two subnets of the default address pools are free',
    afterEngine: exhaustPools(2),
  }),
  configured(docker20, 'address-pools-exhausted', pools('10.201.0.0/20'), {
    description: 'All subnets of the default address pools are in use',
    afterEngine: exhaustPools(0),
    differs: withoutNeeds(['free-address-pools'], 'The engine has no subnet for a network'),
  }),
  configured(docker20, 'dns-unreachable', { dns: ['192.0.2.53'] }, noUpstream),
  configured(docker20, 'dns-search', { 'dns-search': ['corp.test'] }),
  configured(docker20, 'dns-opts', { 'dns-opts': ['ndots:2', 'timeout:1', 'attempts:1'] }, notForwarded),
  configured(docker20, 'mtu', { mtu: 1400 }),
  configured(docker20, 'icc-false', { icc: false }, noIcc),
  configured(
    docker28,
    'icc-and-userland-proxy-false',
    { icc: false, 'userland-proxy': false },
    {
      differs: {
        ...withoutProxy28,
        ...noIcc.differs,
        ...withoutNeeds(['default-bridge-hairpin'], 'Without ICC and the userland proxy, docker0 drops such packets'),
      },
    },
  ),
  configured(
    docker20,
    'userland-proxy-false',
    { 'userland-proxy': false },
    { differs: { ...isolated, ...ipv6WithoutProxy, ...lanWithoutProxy, ...repliesFromSameAddress } },
  ),
  configured(docker28, 'userland-proxy-false', { 'userland-proxy': false }, { differs: withoutProxy28 }),
  configured(docker20, 'iptables-false', { iptables: false }, noFirewall),
  configured(docker28, 'iptables-false', { iptables: false }, noFirewall),
  configured(docker26, 'ip6tables', { experimental: true, ip6tables: true }, { differs: filtersIpv6 }),
  configured(docker28, 'ip6tables-false', { ip6tables: false }, noFirewallIpv6),
  configured(docker20, 'ip-forward-false', { 'ip-forward': false }, noForwarding),
  configured(docker20, 'ipv6', { ipv6: true, 'fixed-cidr-v6': 'fd00:d0c::/64' }),
  configured(docker28, 'ipv6', { ipv6: true, 'fixed-cidr-v6': 'fd00:d0c::/64' }),
  configured(docker28, 'network-opts', networkOptions(published), {
    differs: {
      ...withoutNeeds(['default-network-mtu'], 'Every network has another MTU'),
      ...withoutNeeds(['default-network-host-address'], 'Every network publishes on another address'),
    },
  }),
  configured(docker28, 'network-opts-icc', networkOptions({ 'com.docker.network.bridge.enable_icc': 'false' })),
  configured(
    docker28,
    'network-opts-ipv6',
    networkOptions({
      'com.docker.network.enable_ipv6': 'true',
      'com.docker.network.container_iface_prefix': 'net',
    }),
  ),
  configured(docker20, 'live-restore', { 'live-restore': true }),
  configured(
    docker20,
    'userns-remap',
    { 'userns-remap': 'default' },
    {
      differs: known('A container in a user namespace may not set its domain name', ['names.domainname']),
    },
  ),
  configured(docker20, 'log-none', { 'log-driver': 'none' }),
  configured(docker20, 'log-local', { 'log-driver': 'local' }),
  configured(
    docker20,
    'log-syslog',
    { 'log-driver': 'syslog', 'log-opts': { 'syslog-address': 'unixgram:///run/log.sock' } },
    { options: { beforeEngine: syslog } },
  ),
  configured(docker20, 'bridge-custom', { bridge: 'br9' }, { options: { beforeEngine: customBridge }, ...notDocker0 }),
  configured(docker20, 'bridge-none', { bridge: 'none' }, noDefaultBridge),
  configured(
    docker28,
    'runtime-crun',
    { 'default-runtime': 'crun', runtimes: { crun: { path: '/usr/bin/crun' } } },
    { packages: ['crun'], afterEngine: tryContainer },
  ),
  {
    engine: docker28,
    name: 'swarm-manager',
    description: 'The engine is a swarm manager',
    afterEngine: 'docker swarm init --advertise-addr 198.51.100.2',
    differs: { ...inSwarm.differs, ...known(OF_SWARM, ['compose.external-missing']) },
  },
  {
    engine: docker20,
    name: 'swarm-worker',
    description: 'The engine is a swarm worker; the manager is behind the router',
    afterEngine: joinSwarm,
    ...inSwarm,
    ...behindRouter(''),
  },
];
