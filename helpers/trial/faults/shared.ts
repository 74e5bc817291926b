import { always, atCreate, inContainers } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

export const shared: readonly AnyFault[] = [
  apiFault({
    name: 'container:ID is the default bridge',
    breaks: ['shared-network'],
    engine: HARDENED,
    request: atCreate((body) => {
      if (body.HostConfig.NetworkMode.startsWith('container:')) body.HostConfig.NetworkMode = 'bridge';
    }),
  }),
  hostFault({
    name: "a container's loopback address is reachable from its network",
    mustFail: ['shared.loopback-private'],
    engine: HARDENED,
    script: always(
      inContainers(
        'echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet; rule="PREROUTING -p tcp --dport 8081 -j DNAT --to-destination 127.0.0.1:8081"; iptables -t nat -C $rule || iptables -t nat -A $rule',
      ),
    ),
  }),
];
