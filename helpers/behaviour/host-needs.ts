import type { ForwardDrop } from '../engine/surroundings.ts';
import type { Run } from '../engine/run.ts';

/** What a firewall of the user does with forwarded packets. */
export function forwardDropText({ chain, verdict }: ForwardDrop): string {
  return `the user's nftables chain ${chain} ${verdict}s forwarded packets`;
}

/**
 * Requirements of the user's host and of the user's configuration of the engine: without them, a healthy engine cannot
 * keep the promise. A setting that could not be detected is assumed to be the documented default.
 */
export const hostNeeds = {
  ipv6: {
    requires: "IPv6 on the engine's host",
    remedy: 'enable it there (net.ipv6.conf.all.disable_ipv6=0, and the same for default)',
    detect: ({ engine }: Run) => ({
      met: engine.surroundings.ipv6 !== false,
      evidence: 'IPv6 is disabled on this host',
    }),
  },
  'default-bridge': {
    requires: 'a default bridge network',
    remedy: 'remove "bridge": "none" from daemon.json',
    detect: ({ engine }: Run) => ({
      met: engine.settings.defaultBridge !== 'none',
      evidence: 'the daemon has no default bridge ("bridge": "none")',
    }),
  },
  docker0: {
    requires: 'docker0 as the default bridge',
    remedy: 'remove "bridge" from daemon.json',
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
    requires: 'ICC on the default bridge',
    remedy: 'remove "icc": false from daemon.json',
    detect: ({ engine: { settings } }: Run) => ({
      met: settings.defaultBridge === 'none' || settings.defaultBridge.icc,
      evidence: 'the daemon drops packets between containers on its default bridge ("icc": false)',
    }),
  },
  'default-bridge-hairpin': {
    requires: 'published ports that containers on the default bridge reach at the host',
    remedy: 'remove "icc": false or "userland-proxy": false from daemon.json',
    detect: ({ engine: { settings } }: Run) => ({
      met: settings.defaultBridge === 'none' || settings.defaultBridge.icc || settings.userlandProxy !== false,
      evidence:
        'the daemon drops packets between containers on its default bridge ("icc": false), also those to published ports ("userland-proxy": false)',
    }),
  },
  'default-host-address': {
    requires: 'ports published on all host addresses by default',
    remedy: 'remove "ip" and host_binding_ipv4 from daemon.json',
    detect: ({ engine: { settings } }: Run) => {
      const { defaultBridge } = settings;
      const address = defaultBridge === 'none' ? ALL_ADDRESSES : defaultBridge.hostBinding;
      return {
        met: address === ALL_ADDRESSES || address === '',
        evidence: `the daemon publishes on ${address} by default ("ip": "${address}")`,
      };
    },
  },
  'host-network': {
    requires: "containers on the host's network",
    remedy: 'run the suite on an engine that allows --network host',
    detect: ({ engine }: Run) => ({
      met: engine.surroundings.hostNetworkRefused === undefined,
      evidence: `the engine refuses --network host (${engine.surroundings.hostNetworkRefused})`,
    }),
  },
  'host-accepts-containers': {
    requires: "a host firewall that accepts packets from containers to the host's own processes",
    remedy:
      'let the host accept packets from all of its bridges (with ufw: ufw allow from 172.16.0.0/12 and ufw allow from 192.168.0.0/16)',
    detect: ({ engine }: Run) => {
      const { hostAnswersContainers = 'answered' } = engine.surroundings;
      return {
        met: hostAnswersContainers === 'answered',
        // without a firewall as well, where a container on the host network is not in the namespace of the bridges
        evidence:
          hostAnswersContainers === 'refused'
            ? 'a process on the host network does not answer at the gateway (refused)'
            : `the host firewall blocks packets from containers to the host (a request to a process of the host: ${hostAnswersContainers})`,
      };
    },
  },
  'paused-containers': {
    requires: 'cgroups for containers, to pause them',
    remedy: 'run the suite on an engine that uses cgroups',
    // detected when a container is paused
    detect: metUntilDetected,
  },
  'host-accepts-lan': {
    requires: "a host firewall that accepts packets from LAN hosts to the host's own processes",
    remedy: 'let the host firewall accept packets from the LAN host (on an interface named dnc…)',
    // detected in each scenario that has a LAN host
    detect: metUntilDetected,
  },
  'host-forwards-ipv6': {
    requires: "a host firewall that forwards containers' IPv6 packets",
    remedy: "accept packets of the engine's bridges in the FORWARD chain of ip6tables",
    // detected in each scenario that has IPv6, where the engine installs no firewall rules
    detect: metUntilDetected,
  },
  'host-forwards': {
    requires: "a host firewall that forwards containers' packets",
    remedy: "accept packets of the engine's bridges in that chain",
    detect: ({ engine }: Run) => {
      const { forwardDrop } = engine.surroundings;
      return {
        met: forwardDrop === undefined,
        evidence: forwardDrop === undefined ? '' : forwardDropText(forwardDrop),
      };
    },
  },
  'engine-firewall': {
    requires: "the engine's own firewall rules",
    remedy: 'remove "iptables": false from daemon.json',
    detect: ({ engine }: Run) => ({
      met: engine.settings.iptables !== false,
      evidence: 'the daemon installs no firewall rules ("iptables": false)',
    }),
  },
  'engine-firewall-ipv6': {
    requires: "the engine's own firewall rules for IPv6",
    remedy: 'remove "ip6tables": false and "iptables": false from daemon.json',
    detect: ({ engine: { settings } }: Run) => ({
      met: settings.ip6tables !== false && settings.iptables !== false,
      evidence: `the daemon installs no firewall rules for IPv6 (${settings.iptables === false ? '"iptables": false' : '"ip6tables": false'})`,
    }),
  },
  'ip-forwarding': {
    requires: 'a host that forwards IPv4 packets',
    remedy: 'remove "ip-forward": false from daemon.json, or set net.ipv4.ip_forward=1',
    detect: ({ engine }: Run) => ({
      met: engine.surroundings.ipForwarding,
      evidence: 'the host does not forward IPv4 packets (docker info: IPv4 forwarding is disabled)',
    }),
  },
  stats: {
    requires: 'stats of containers',
    remedy: 'run Podman on a host with cgroups',
    // detected when they are needed
    detect: metUntilDetected,
  },
  'upstream-nxdomain': {
    requires: 'an upstream DNS server that answers NXDOMAIN for names that do not exist',
    remedy: 'use another DNS server on the host, or set "dns" in daemon.json',
    detect: ({ engine }: Run) => {
      const { unknownName = 'NXDOMAIN' } = engine.surroundings;
      return {
        met: unknownName === 'NXDOMAIN',
        evidence: `a query for a name that does not exist, forwarded to the upstream DNS server, gets: ${unknownName}`,
      };
    },
  },
  'published-ports': {
    requires: 'published ports that this process can reach',
    remedy: "run the suite on the engine's host, or where its published ports answer",
    detect: ({ engine: { location } }: Run) => ({
      met: location.publishedAt !== undefined,
      evidence: `no tried address answers at a published port; ${location.because}`,
    }),
  },
} as const;

const ALL_ADDRESSES = '0.0.0.0';

/** Met until a scenario detects that it is not. */
function metUntilDetected(_run: Run): { met: boolean; evidence: string } {
  return { met: true, evidence: '' };
}
