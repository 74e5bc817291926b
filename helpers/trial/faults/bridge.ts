import { addAlias, always, atCreate, inContainers, inInspect, inNetworkInspect } from './alter.ts';
import { type AnyFault, apiFault, hostFault } from './fault.ts';

const userDefined = ['bridge.user-defined'];

export const bridge: readonly AnyFault[] = [
  apiFault({
    name: 'a container without an alias is given one',
    mustFail: ['bridge.no-alias-no-name'],
    request: atCreate((body, name, unique) => {
      if (name === 'unnamed') addAlias(body, unique('grafana'));
    }),
  }),
  apiFault({
    name: 'the error that refuses an alias does not mention it',
    mustFail: ['bridge.alias-needs-user-defined'],
    answer: (call, body) =>
      call.path === '/containers/create' && /alias/i.test(String(body?.message)) ? { message: 'invalid' } : body,
  }),
  apiFault({
    name: 'inspect shows a wrong container address',
    breaks: ['inspect-address'],
    chapters: ['structure', 'bridge', 'names', 'expose', 'none', 'dns', 'remote'],
    answer: inInspect((body) => {
      for (const endpoint of Object.values<{ IPAddress?: string }>(body.NetworkSettings.Networks))
        if (endpoint.IPAddress) endpoint.IPAddress = endpoint.IPAddress.replace(/\d+$/, '199');
    }),
  }),
  apiFault({
    name: 'a bridge network reports another driver',
    mustFail: userDefined,
    answer: inNetworkInspect((body) => (body.Driver = 'macvlan')),
  }),
  apiFault({
    name: 'all networks report the same subnet',
    mustFail: userDefined,
    answer: inNetworkInspect((body) => (body.IPAM.Config = [{ Subnet: '172.30.0.0/16', Gateway: '172.30.0.1' }])),
  }),
  apiFault({
    name: 'a network reports a gateway that the host does not have',
    mustFail: userDefined,
    answer: inNetworkInspect((body) => (body.IPAM.Config[0].Gateway = body.IPAM.Config[0].Gateway.replace(/1$/, '77'))),
  }),
  hostFault({
    name: 'an interface of no container is attached to each user-defined bridge',
    mustFail: userDefined,
    script: always(
      [
        'for bridge in $(ls -d /sys/class/net/br-*); do',
        '  bridge=$(basename $bridge)',
        '  [ -e /sys/class/net/x${bridge#br-} ] || ip link add x${bridge#br-} type veth peer name y${bridge#br-}',
        '  ip link set x${bridge#br-} master $bridge up',
        'done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'containers on user-defined bridges are attached to docker0 by a second interface',
    mustFail: userDefined,
    script: always(
      [
        inContainers(
          // process 1 is in the network namespace of the host
          'ip route | grep -q "^default via 172.17.0.1 " || ip link show extra0 >/dev/null || { ip link add extra0 type veth peer name xe%d netns 1; ip link set extra0 up; }',
        ),
        'for veth in $(ls -d /sys/class/net/xe*); do ip link set $(basename $veth) master docker0 up; done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'containers on user-defined bridges are isolated from each other',
    breaks: ['peers'],
    chapters: ['bridge', 'names', 'dns'],
    script: always(
      'for veth in $(ls -d /sys/class/net/br-*/brif/*); do ip link set $(basename $veth) type bridge_slave isolated on; done',
    ),
  }),
  hostFault({
    name: 'user-defined bridges have no address',
    breaks: ['bridge-gateway', 'egress-tcp', 'egress-udp'],
    chapters: ['bridge', 'names', 'dns'],
    script: always('for bridge in $(ls -d /sys/class/net/br-*); do ip address flush dev $(basename $bridge); done'),
  }),
];
