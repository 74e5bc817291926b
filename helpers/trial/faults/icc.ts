import { PUBLISHED_UDP, always, atNetworkCreate, keptRule, openWhereOff } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';
import { OTHER_WAYS, letThrough } from './let-through.ts';

export const icc: readonly AnyFault[] = [
  apiFault({
    name: 'enable_icc is ignored',
    breaks: ['icc'],
    engine: HARDENED,
    request: atNetworkCreate((body) => delete body.Options?.['com.docker.network.bridge.enable_icc']),
  }),
  ...Object.entries(OTHER_WAYS).map(([way, packets]) =>
    letThrough(`${way} pass on a network with enable_icc=false`, `-i br+ -o br+ ${packets}`, {
      mustFail: ['icc.peer', 'icc.published', 'icc.internal'],
      chapters: ['icc'],
    }),
  ),
  hostFault({
    name: 'published UDP ports are open to peers in spite of enable_icc=false',
    mustFail: ['icc.published'],
    chapters: ['icc'],
    script: always(
      [
        'for bridge in $(ls /sys/class/net | grep ^br-); do',
        keptRule('iptables', '', 'DOCKER-USER', `-i $bridge -o $bridge ${PUBLISHED_UDP}`),
        'done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'networks with enable_icc=false are open to other bridges',
    mustFail: ['icc.isolated'],
    chapters: ['icc'],
    script: always(openWhereOff('enable_icc')),
  }),
];
