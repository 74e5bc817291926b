import { docker20, docker28 } from './engines.ts';
import type { TrialHost } from './host.ts';

const many = `for number in $(seq 30); do docker network create --subnet "10.210.$number.0/28" "user-$number"; done
seq 100 | xargs -P 4 -I NUMBER sh -c 'docker run --detach --name "user-NUMBER" --network "user-$((NUMBER % 30 + 1))" "$IMAGE" sleep 86400'`;

/** The kernel may have no dummy interfaces; a veth pair has routes as well. */
const vpn = `ip link add tun0 type veth peer name vpn-peer
ip address add 10.8.0.2/24 dev tun0
ip link set vpn-peer up
ip link set tun0 up
ip route add 10.0.0.0/8 via 10.8.0.1
ip route add 172.16.0.0/12 via 10.8.0.1`;

const listen = `perl -MSocket -e 'for (32768 .. 32868) { my $s; socket($s, PF_INET, SOCK_STREAM, 0); bind($s, sockaddr_in($_, INADDR_ANY)) or die; listen($s, 1); push @all, $s } open F, ">/run/listening"; sleep' </dev/null >/dev/null 2>&1 &
while [ ! -e /run/listening ]; do sleep 0.05; done`;

const PROXY = 'http://192.0.2.80:3128';
const proxies = JSON.stringify({
  proxies: { default: { httpProxy: PROXY, httpsProxy: PROXY, noProxy: 'localhost' } },
});

export const companyHosts: readonly TrialHost[] = [
  {
    engine: docker20,
    name: 'crowded',
    sentence: "Thirty networks and a hundred containers of the user's are on the engine",
    after: many,
  },
  {
    engine: docker20,
    name: 'vpn',
    sentence: 'A VPN has the routes to 10.0.0.0/8 and 172.16.0.0/12',
    options: { before: vpn },
  },
  {
    engine: docker20,
    name: 'port-80-published',
    sentence: "A container of the user's is published on port 80",
    after: 'docker run --detach --name user-web --publish 80:80 "$IMAGE" sleep 86400',
  },
  {
    engine: docker20,
    name: 'ephemeral-ports-taken',
    sentence: 'A program of the host listens on the ports 32768 to 32868',
    options: { before: listen },
  },
  {
    engine: docker28,
    name: 'ephemeral-ports-taken',
    sentence: 'A program of the host listens on the ports 32768 to 32868',
    options: { before: listen },
  },
  {
    engine: docker20,
    name: 'few-files',
    sentence: 'The suite may have 256 files open',
    suite: { through: ['prlimit', '--nofile=256'] },
  },
  { engine: docker20, name: 'little-memory', sentence: 'The suite has 512 MiB', suite: { memory: 512 * 1024 * 1024 } },
  {
    engine: docker20,
    name: 'one-core',
    sentence: 'The suite has one core',
    suite: { through: ['taskset', '--cpu-list', '0'] },
  },
  {
    engine: docker20,
    name: 'proxy-variables',
    sentence: 'HTTP_PROXY and HTTPS_PROXY name a proxy, and NODE_USE_ENV_PROXY has Node.js use it',
    suite: {
      env: { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, http_proxy: PROXY, https_proxy: PROXY, NODE_USE_ENV_PROXY: '1' },
    },
  },
  {
    engine: docker20,
    name: 'proxy-configured',
    sentence: '~/.docker/config.json names a proxy for containers',
    suite: { home: { '.docker/config.json': proxies } },
  },
  { engine: docker20, name: 'locale-german', sentence: 'LANG is de_DE.UTF-8', suite: { env: { LANG: 'de_DE.UTF-8' } } },
  { engine: docker20, name: 'locale-c', sentence: 'LC_ALL is C', suite: { env: { LC_ALL: 'C' } } },
  {
    engine: docker20,
    name: 'time-zone',
    sentence: 'TZ is Pacific/Kiritimati, 14 hours before UTC',
    suite: { env: { TZ: 'Pacific/Kiritimati' } },
  },
  {
    engine: docker20,
    name: 'clock-ahead',
    sentence: "The suite's clock is two minutes ahead of the engine's",
    packages: ['libfaketime'],
    suite: { clockOffset: '+120' },
  },
];
