import type { TrialHost } from './host.ts';

/**
 * A host whose DNS server is on its router, as usual: a firewall that closes ports of the host must not close DNS. The
 * router is a network namespace with the other end of eth0. `script` runs on the host afterwards.
 */
export const behindRouter = (script: string): Pick<TrialHost, 'options' | 'etc'> => ({
  options: { dnsServer: 'none', beforeEngine: `${ROUTER}\n${script}\n` },
  etc: { 'resolv.conf': 'nameserver 198.51.100.1\n' },
});

const ROUTER = `ip netns add router
ip link set uplink netns router
ip -n router link set lo up
ip -n router address add 198.51.100.1/24 dev uplink
ip -n router link set uplink up
ip netns exec router dnsmasq --conf-file=/dev/null --no-resolv --no-hosts --address=/#/ --listen-address=198.51.100.1 --bind-interfaces --user=root --pid-file=`;
