import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';
import { lanHostReachesByEveryWay } from './repeated.ts';

export const engine: readonly Difference[] = [
  {
    id: 'engine.default-bridge-ipv6-closed',
    engine: 'docker',
    versions: '<27',
    instead: 'the engine installs no IPv6 firewall rules, and LAN hosts with a route reach all ports of a container',
    seen: lanHostReachesByEveryWay('peer'),
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'engine.default-bridge-ipv6-egress',
    engine: 'docker',
    versions: '<27',
    instead: 'IPv6 source addresses are not masqueraded',
    seen: [{ fact: 'the client address that the LAN host sees', observed: '*' }],
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'engine.live-restore-connect',
    engine: 'docker',
    versions: '>=28',
    instead: 'a container with `--add-host NAME:host-gateway` cannot be connected to another network',
    seen: [
      {
        fact: "the engine's answer to `docker network connect` for client",
        observed:
          '(HTTP code 500) server error - open /var/lib/docker/network/files/*/resolv.conf: no such file or directory',
      },
    ],
    evidence: 'https://github.com/moby/moby/issues/53089',
  },
];
