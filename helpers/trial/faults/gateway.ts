import type { Body } from '../../engine/api-proxy.ts';
import {
  always,
  atCreate,
  connectedAgain,
  endpointsOf,
  inContainers,
  keptFirst,
  onceRestarted,
  seenFrom,
} from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

/** Alters the endpoint of a container that is connected. */
const atConnect =
  (alter: (endpoint: Body) => void) =>
  ({ path }: { readonly path: string }, body: Body): void => {
    if (path.endsWith('/connect')) alter((body.EndpointConfig ??= {}));
  };

export const gateway: readonly AnyFault[] = [
  apiFault({
    name: 'gateway priorities are dropped',
    breaks: ['gateway-priority'],
    engine: HARDENED,
    request: (call, body) => {
      atConnect((endpoint) => delete endpoint.GwPriority)(call, body);
      atCreate((created) => endpointsOf(created).forEach((endpoint) => delete endpoint.GwPriority))(call, body);
    },
  }),
  apiFault({
    name: 'the network that a container was connected to last has no default route',
    mustFail: ['gateway.first-by-name', 'gateway.highest-priority', 'gateway.priority-at-connect'],
    engine: HARDENED,
    request: atConnect((endpoint) => (endpoint.GwPriority = -2)),
  }),
  apiFault({
    name: 'a container created on two networks is on the first only',
    mustFail: ['gateway.two-at-create'],
    request: atCreate((body) => {
      const [first, ...others] = Object.entries(body.NetworkingConfig?.EndpointsConfig ?? {});
      if (first && others.length > 0) body.NetworkingConfig.EndpointsConfig = Object.fromEntries([first]);
    }),
  }),
  hostFault({
    name: 'containers on several networks see another client address',
    mustFail: ['gateway.direct'],
    script: seenFrom('10.9.9.9'),
  }),
  hostFault({
    name: 'the host sees another address of the containers on user-defined bridges',
    mustFail: ['gateway.traffic-follows'],
    script: keptFirst('iptables -t nat', 'INPUT', '-i br-+ -p tcp -j SNAT --to-source 10.9.9.9'),
  }),
  hostFault({
    name: 'containers on several networks have no default route',
    breaks: ['default-route'],
    script: always(inContainers('[ $(ip -o -4 address | wc -l) -lt 3 ] || ip route del default')),
  }),
  hostFault({
    name: 'a restarted container has its default route on another of its networks',
    mustFail: ['gateway.kept-over-restart', 'gateway.internal-restarted', 'gateway.traffic-follows'],
    script: [
      'seen=" "',
      "docker events --filter type=container --filter event=start --format '{{.ID}}' | while read -r id; do",
      // its first start
      'case "$seen" in *" $id "*) ;; *) seen="$seen$id "; continue ;; esac',
      "pid=$(docker inspect --format '{{.State.Pid}}' $id)",
      'nsenter --net=/proc/$pid/ns/net sh -c \'used=$(ip route | sed -n "s/^default .* dev \\(eth[0-9]*\\).*/\\1/p")',
      'other=$(ip -o -4 address | grep -v -e " lo " -e " $used " | sed -n "1s/.* inet \\([0-9.]*\\)\\.[0-9]*\\/.*/\\1.1/p")',
      '[ -z "$other" ] || ip route replace default via $other\'',
      'done',
    ].join('\n'),
  }),
  hostFault({
    name: 'the gateway priorities of a restarted container are forgotten',
    mustFail: ['gateway.kept-over-restart'],
    engine: HARDENED,
    script: always(
      onceRestarted(
        connectedAgain(
          '{{range $name, $endpoint := .NetworkSettings.Networks}}{{if $endpoint.GwPriority}}{{$name}} {{end}}{{end}}',
        ),
      ),
    ),
  }),
];
