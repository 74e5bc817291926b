import { docker20, docker28, podman58 } from './engines.ts';
import type { TrialHost } from './host.ts';
import { withoutNeeds } from './unsupported.ts';

const createObjects = `for number in $(seq 30); do docker network create --subnet "10.210.$number.0/28" "user-$number"; done
seq 100 | xargs -P 4 -I NUMBER sh -c 'docker run --detach --name "user-NUMBER" --network "user-$((NUMBER % 30 + 1))" "$IMAGE" sleep 86400'`;

/** Keeps the device of a VPN up, as its program does. */
const TUNNEL =
  'my $d = pack("a16s", "tun0", 0x1001); open F, "+<", "/dev/net/tun" or die; ioctl(F, 0x400454ca, $d) or die; open R, ">", "/run/tunnel"; sleep';

const vpn = `perl -e '${TUNNEL}' </dev/null >/dev/null 2>&1 &
while [ ! -e /run/tunnel ]; do sleep 0.05; done
ip address add 10.8.0.2/24 dev tun0
ip link set tun0 up
ip route add 10.0.0.0/8 via 10.8.0.1
ip route add 172.16.0.0/12 via 10.8.0.1
# as wg-quick does where all packets are to go through the VPN
iptables -t raw -A PREROUTING ! -i tun0 -d 10.8.0.2 -m addrtype ! --src-type LOCAL -j DROP`;

const listenOnPorts = `perl -MSocket -e 'for (32768 .. 32868) { my $s; socket($s, PF_INET, SOCK_STREAM, 0); bind($s, sockaddr_in($_, INADDR_ANY)) or die; listen($s, 1); push @all, $s } open F, ">/run/listening"; sleep' </dev/null >/dev/null 2>&1 &
while [ ! -e /run/listening ]; do sleep 0.05; done`;

const PROXY = 'http://192.0.2.80:3128';
const proxies = JSON.stringify({
  proxies: { default: { httpProxy: PROXY, httpsProxy: PROXY, noProxy: 'localhost' } },
});

export const environmentHosts: readonly TrialHost[] = [
  {
    engine: docker20,
    name: 'many-objects',
    description: 'The engine has thirty networks and a hundred containers of the user',
    afterEngine: createObjects,
  },
  {
    engine: docker20,
    name: 'vpn',
    description: 'A VPN routes 10.0.0.0/8 and 172.16.0.0/12, and drops packets to its address from other interfaces',
    options: { beforeEngine: vpn },
  },
  {
    engine: podman58,
    name: 'hosts-file',
    description: 'The /etc/hosts of the host has its own name and those of an office',
    etc: { hosts: '127.0.1.1 laptop.corp.test laptop\n192.0.2.9 wiki.corp.test wiki\n' },
  },
  {
    engine: podman58,
    name: 'route-mtu',
    description: 'The interface of the default route has an MTU of 1450',
    options: { beforeEngine: 'ip link set eth0 mtu 1450' },
    differs: withoutNeeds(['usual-route-mtu'], 'Networks have the MTU of the default route'),
  },
  {
    engine: docker20,
    name: 'port-80-published',
    description: 'A container of the user publishes port 80',
    afterEngine: 'docker run --detach --name user-web --publish 80:80 "$IMAGE" sleep 86400',
  },
  {
    engine: docker20,
    name: 'ephemeral-ports-in-use',
    description: 'A program on the host listens on ports 32768 to 32868',
    options: { beforeEngine: listenOnPorts },
  },
  {
    engine: docker28,
    name: 'ephemeral-ports-in-use',
    description: 'A program on the host listens on ports 32768 to 32868',
    options: { beforeEngine: listenOnPorts },
  },
  {
    engine: docker20,
    name: 'open-files-limit',
    description: 'The suite may open 256 files',
    suite: { commandPrefix: ['prlimit', '--nofile=256'] },
  },
  {
    engine: docker20,
    name: 'memory-limit',
    description: 'The suite has 512 MiB of memory',
    suite: { memory: 512 * 1024 * 1024 },
  },
  {
    engine: docker20,
    name: 'one-cpu',
    description: 'The suite has one CPU',
    suite: { commandPrefix: ['taskset', '--cpu-list', '0'] },
  },
  {
    engine: docker20,
    name: 'proxy-variables',
    description: 'HTTP_PROXY and HTTPS_PROXY name a proxy, and NODE_USE_ENV_PROXY makes Node.js use it',
    suite: {
      env: { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, http_proxy: PROXY, https_proxy: PROXY, NODE_USE_ENV_PROXY: '1' },
    },
  },
  {
    engine: docker20,
    name: 'proxy-configured',
    description: '~/.docker/config.json configures a proxy for containers',
    suite: { home: { '.docker/config.json': proxies } },
  },
  {
    engine: docker20,
    name: 'locale-german',
    description: 'LANG is de_DE.UTF-8',
    suite: { env: { LANG: 'de_DE.UTF-8' } },
  },
  { engine: docker20, name: 'locale-c', description: 'LC_ALL is C', suite: { env: { LC_ALL: 'C' } } },
  {
    engine: docker20,
    name: 'time-zone',
    description: 'TZ is Pacific/Kiritimati, 14 hours ahead of UTC',
    suite: { env: { TZ: 'Pacific/Kiritimati' } },
  },
  {
    engine: docker20,
    name: 'clock-ahead',
    description: "The suite's clock is two minutes ahead of the engine's",
    packages: ['libfaketime'],
    suite: { clockOffset: '+120' },
  },
];
