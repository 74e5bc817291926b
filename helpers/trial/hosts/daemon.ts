import { onDefaultBridge } from './affected.ts';
import { docker20, docker28 } from './engines.ts';
import type { TrialHost } from './host.ts';
import { unsupported, withoutNeeds } from './needing.ts';
import { behindRouter } from './router.ts';

/** A host whose daemon.json is this. */
const set = (engine: string, name: string, daemon: object, more: Partial<TrialHost> = {}): TrialHost => ({
  name,
  engine,
  daemon,
  sentence: `daemon.json is ${JSON.stringify(daemon)}`,
  ...more,
});

const pools = (base: string): object => ({ 'default-address-pools': [{ base, size: 24 }] });

/** Makes networks until the address pools are used up, and gives back the subnets of some. */
const useUpPools = (left: number): string => `count=0
while docker network create "user-$count" >/dev/null 2>&1; do count=$((count + 1)); done
for given in $(seq ${left}); do docker network rm "user-$((count - given))"; done`;

const anotherBridge = 'ip link add br9 type bridge\nip address add 10.209.0.1/24 dev br9\nip link set br9 up';

const syslog = `perl -MSocket -e 'socket(S, PF_UNIX, SOCK_DGRAM, 0); bind(S, sockaddr_un("/run/log.sock")); 1 while defined recv(S, $_, 65536, 0)' </dev/null >/dev/null 2>&1 &
while [ ! -S /run/log.sock ]; do sleep 0.05; done`;

/** The manager has no containers, and so no need of a host of its own. */
const joinSwarm = `manager=unix:///run/manager.sock
nsenter --net=/run/netns/router dockerd --host $manager --data-root /run/manager --exec-root /run/manager-exec --pidfile /run/manager.pid \\
  --bridge none --iptables=false </dev/null >/run/manager.log 2>&1 &
for attempt in $(seq 100); do ! docker --host $manager version >/dev/null 2>&1 || break; sleep 0.1; done
docker --host $manager swarm init --advertise-addr 198.51.100.1
docker swarm join --token "$(docker --host $manager swarm join-token --quiet worker)" 198.51.100.1:2377`;

const noUpstream = { differs: withoutNeeds(['upstream-nxdomain'], 'No DNS server is there') };
const askedNobody = {
  differs: withoutNeeds(['upstream-nxdomain'], 'With ndots, the engine asks nobody for names of one label'),
};
const noFirewall = {
  differs: withoutNeeds(['engine-firewall', 'engine-firewall-ipv6'], 'The engine was told to make no firewall rules'),
};
const noFirewallIpv6 = {
  differs: withoutNeeds(['engine-firewall-ipv6'], 'The engine was told to make no firewall rules for IPv6'),
};
const noForwarding = { differs: withoutNeeds(['ip-forwarding'], 'The host does not forward packets') };
const noIcc = {
  differs: withoutNeeds(['default-bridge-icc'], 'The engine was told to keep containers of the default bridge apart'),
};
const otherAddress = {
  differs: withoutNeeds(['default-host-address'], 'The engine was told to publish on another address than all'),
};

const noDefaultBridge = {
  differs: {
    ...withoutNeeds(['default-bridge'], 'There is no default bridge'),
    ...unsupported(onDefaultBridge, 'There is no default bridge'),
  },
};
/** crun takes no cgroups in hybrid mode, where some controllers are of v1. */
const tryContainer = `docker run --rm --network none "$IMAGE" true >/run/first.log 2>&1 ||
  { echo "left out: $(head -n 1 /run/first.log)"; exit 1; }`;
const otherBridge = { differs: withoutNeeds(['docker0'], 'The default bridge is another one') };
const renamed: Partial<TrialHost> = {
  differs: {
    'names.renamed': {
      verdict: 'known-difference',
      why: 'A container on a node of a swarm keeps its old name on its networks: https://github.com/moby/moby/issues/42351',
    },
  },
};

const known = (ids: readonly string[]): NonNullable<TrialHost['differs']> =>
  Object.fromEntries(
    ids.map((id) => [
      id,
      {
        verdict: 'known-difference',
        why: 'Without the proxy, what isolates bridges drops what one asks of a port that another publishes',
      } as const,
    ]),
  );
const isolated = known(['isolation.published-at-host-address', 'hairpin.other-network', 'icc.host-port']);
const isolatedUdp = known(['hairpin.other-network-udp']);
/** The proxy of this release answers datagrams from another address. */
const answering: NonNullable<TrialHost['differs']> = Object.fromEntries(
  ['hairpin.peer-udp', 'hairpin.itself-udp'].map((id) => [
    id,
    { verdict: 'passed', why: 'No proxy answers a datagram from another address' } as const,
  ]),
);

const networkOptions = (bridge: object): object => ({ 'default-network-opts': { bridge } });

const published = {
  'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
  'com.docker.network.driver.mtu': '1400',
};

export const daemonHosts: readonly TrialHost[] = [
  set(docker20, 'ip-loopback', { ip: '127.0.0.1' }, otherAddress),
  set(docker20, 'bip', { bip: '10.200.0.1/24' }),
  set(docker20, 'fixed-cidr', { bip: '10.200.0.1/24', 'fixed-cidr': '10.200.0.128/25' }),
  set(docker20, 'pools-small', pools('10.201.0.0/21')),
  set(docker20, 'pools-nearly-used-up', pools('10.201.0.0/20'), {
    sentence: 'All subnets of the default address pools but two are in use',
    after: useUpPools(2),
  }),
  set(docker20, 'pools-used-up', pools('10.201.0.0/20'), {
    sentence: 'All subnets of the default address pools are in use',
    after: useUpPools(0),
  }),
  set(docker20, 'dns-unreachable', { dns: ['192.0.2.53'] }, noUpstream),
  set(docker20, 'dns-search', { 'dns-search': ['corp.test'] }),
  set(docker20, 'dns-opts', { 'dns-opts': ['ndots:2', 'timeout:1', 'attempts:1'] }, askedNobody),
  set(docker20, 'mtu', { mtu: 1400 }),
  set(docker20, 'icc-false', { icc: false }, noIcc),
  set(docker20, 'userland-proxy-false', { 'userland-proxy': false }, { differs: { ...isolated, ...answering } }),
  set(docker28, 'userland-proxy-false', { 'userland-proxy': false }, { differs: { ...isolated, ...isolatedUdp } }),
  set(docker20, 'iptables-false', { iptables: false }, noFirewall),
  set(docker28, 'iptables-false', { iptables: false }, noFirewall),
  set(docker28, 'ip6tables-false', { ip6tables: false }, noFirewallIpv6),
  set(docker20, 'ip-forward-false', { 'ip-forward': false }, noForwarding),
  set(docker20, 'ipv6', { ipv6: true, 'fixed-cidr-v6': 'fd00:d0c::/64' }),
  set(docker28, 'ipv6', { ipv6: true, 'fixed-cidr-v6': 'fd00:d0c::/64' }),
  set(docker28, 'network-opts', networkOptions(published)),
  set(docker28, 'network-opts-icc', networkOptions({ 'com.docker.network.bridge.enable_icc': 'false' })),
  set(docker20, 'live-restore', { 'live-restore': true }),
  set(docker20, 'userns-remap', { 'userns-remap': 'default' }),
  set(docker20, 'log-none', { 'log-driver': 'none' }),
  set(docker20, 'log-local', { 'log-driver': 'local' }),
  set(
    docker20,
    'log-syslog',
    { 'log-driver': 'syslog', 'log-opts': { 'syslog-address': 'unixgram:///run/log.sock' } },
    { options: { before: syslog } },
  ),
  set(docker20, 'bridge-another', { bridge: 'br9' }, { options: { before: anotherBridge }, ...otherBridge }),
  set(docker20, 'bridge-none', { bridge: 'none' }, noDefaultBridge),
  set(
    docker28,
    'runtime-crun',
    { 'default-runtime': 'crun', runtimes: { crun: { path: '/usr/bin/crun' } } },
    { packages: ['crun'], after: tryContainer },
  ),
  {
    engine: docker28,
    name: 'swarm-manager',
    sentence: 'The engine is the manager of a swarm',
    after: 'docker swarm init --advertise-addr 198.51.100.2',
    ...renamed,
  },
  {
    engine: docker20,
    name: 'swarm-worker',
    sentence: 'The engine is a worker of a swarm, which an engine beyond its router manages',
    after: joinSwarm,
    ...renamed,
    ...behindRouter(''),
  },
];
