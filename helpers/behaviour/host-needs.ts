import type { Run } from '../engine/run.ts';

/**
 * What the user's host, or the user's own settings of the engine, must allow: where they do not, a healthy engine cannot
 * keep the promise. What could not be found out is taken to be as Docker's documentation has it.
 */
export const hostNeeds = {
  ipv6: {
    what: "IPv6 on the engine's host",
    how: 'enable IPv6 there (net.ipv6.conf.all.disable_ipv6=0, and the same for default)',
    detect: ({ engine }: Run) => ({
      met: engine.surroundings.ipv6 !== false,
      evidence: 'IPv6 is off on this host',
    }),
  },
  'default-bridge': {
    what: 'a default bridge network',
    how: 'remove "bridge": "none" from daemon.json',
    detect: ({ engine }: Run) => ({
      met: engine.settings.defaultBridge !== 'none',
      evidence: 'the daemon has no default bridge ("bridge": "none")',
    }),
  },
  docker0: {
    what: 'docker0 as the default bridge',
    how: 'remove "bridge" from daemon.json',
    detect: ({ engine: { kind, settings } }: Run) => {
      const { defaultBridge } = settings;
      if (defaultBridge === 'none') return { met: false, evidence: 'the daemon has no default bridge' };
      const name = defaultBridge.interface;
      return {
        met: kind !== 'docker' || name === 'docker0',
        evidence: `the daemon uses the bridge ${name} ("bridge": "${name}")`,
      };
    },
  },
  'default-bridge-icc': {
    what: 'containers that may reach each other on the default bridge',
    how: 'remove "icc": false from daemon.json',
    detect: ({ engine: { settings } }: Run) => ({
      met: settings.defaultBridge === 'none' || settings.defaultBridge.icc,
      evidence: 'the daemon drops packets between containers of its default bridge ("icc": false)',
    }),
  },
  'default-host-address': {
    what: 'ports published on all addresses of the host unless an address is given',
    how: 'remove "ip" and host_binding_ipv4 from daemon.json',
    detect: ({ engine: { settings } }: Run) => {
      const { defaultBridge } = settings;
      const address = defaultBridge === 'none' ? ALL_ADDRESSES : defaultBridge.hostBinding;
      return {
        met: address === ALL_ADDRESSES || address === '',
        evidence: `the daemon publishes on ${address} unless told otherwise ("ip": "${address}")`,
      };
    },
  },
  'host-network': {
    what: "containers on the host's network",
    how: 'run the suite on an engine that allows --network host',
    detect: ({ engine }: Run) => ({
      met: engine.surroundings.hostNetworkRefused === undefined,
      evidence: `the engine refuses --network host (${engine.surroundings.hostNetworkRefused})`,
    }),
  },
  'host-accepts-containers': {
    what: 'a host whose own processes containers can reach',
    how: 'let the host accept packets from its bridges (with ufw: ufw allow in on docker0)',
    detect: ({ engine }: Run) => {
      const { hostAnswersContainers = 'answered' } = engine.surroundings;
      return {
        met: hostAnswersContainers === 'answered',
        evidence: `the host's firewall stops what containers send to the host (a request to a process of the host: ${hostAnswersContainers})`,
      };
    },
  },
  'host-accepts-lan': {
    what: 'a host whose own processes LAN hosts can reach',
    how: "let the host's firewall accept packets from the link of the LAN host (an interface named dnc…)",
    // found out in each scenario that has a LAN host
    detect: openSoFar,
  },
  'host-forwards-ipv6': {
    what: 'a host whose firewall lets IPv6 packets of containers pass',
    how: "accept packets of the engine's bridges in the FORWARD chain of ip6tables",
    // found out in each scenario that has IPv6, where the engine writes no rules of its own
    detect: openSoFar,
  },
  'host-forwards': {
    what: "a host whose firewall lets containers' packets pass",
    how: "accept packets of the engine's bridges in that chain",
    detect: ({ engine }: Run) => ({
      met: engine.surroundings.forwardDrop === undefined,
      evidence: `the user's nftables chain ${engine.surroundings.forwardDrop} drops what the host forwards`,
    }),
  },
  'engine-firewall': {
    what: 'firewall rules that the engine writes',
    how: 'remove "iptables": false from daemon.json',
    detect: ({ engine }: Run) => ({
      met: engine.settings.iptables !== false,
      evidence: 'the daemon writes no firewall rules ("iptables": false)',
    }),
  },
  'engine-firewall-ipv6': {
    what: 'firewall rules that the engine writes for IPv6',
    how: 'remove "ip6tables": false and "iptables": false from daemon.json',
    detect: ({ engine: { settings } }: Run) => ({
      met: settings.ip6tables !== false && settings.iptables !== false,
      evidence: `the daemon writes no firewall rules for IPv6 (${settings.iptables === false ? '"iptables": false' : '"ip6tables": false'})`,
    }),
  },
  'ip-forwarding': {
    what: 'a host that forwards IPv4 packets',
    how: 'remove "ip-forward": false from daemon.json, or set net.ipv4.ip_forward=1',
    detect: ({ engine }: Run) => ({
      met: engine.surroundings.ipForwarding,
      evidence: 'the host does not forward IPv4 packets (docker info: IPv4 forwarding is disabled)',
    }),
  },
  'upstream-nxdomain': {
    what: 'a DNS server of the host that answers NXDOMAIN for names that do not exist',
    how: 'use another DNS server on the host, or set "dns" in daemon.json',
    detect: ({ engine }: Run) => {
      const { unknownName = 'NXDOMAIN' } = engine.surroundings;
      return {
        met: unknownName === 'NXDOMAIN',
        evidence: `the DNS server that the engine forwards to says of a name that nobody has: ${unknownName}`,
      };
    },
  },
  'published-ports': {
    what: 'published ports in reach of this process',
    how: "run the suite on the engine's host, or where its published ports answer",
    detect: ({ engine: { location } }: Run) => ({
      met: location.publishedAt !== undefined,
      evidence: `a published port answers at no address that was tried; ${location.because}`,
    }),
  },
} as const;

const ALL_ADDRESSES = '0.0.0.0';

/** Of what each scenario finds out by itself, nothing is known beforehand. */
function openSoFar(_run: Run): { met: boolean; evidence: string } {
  return { met: true, evidence: '' };
}
