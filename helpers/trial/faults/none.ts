import { always, answeringAs, inContainers, inInspect, modeBecomes } from './alter.ts';
import { type AnyFault, apiFault, hostFault } from './fault.ts';

export const none: readonly AnyFault[] = [
  apiFault({
    name: 'none is the default bridge',
    breaks: ['no-network'],
    request: modeBecomes('none', 'bridge'),
  }),
  apiFault({
    name: 'none is the host network',
    breaks: ['no-network'],
    request: modeBecomes('none', 'host'),
  }),
  apiFault({
    name: 'inspect shows an address on none',
    mustFail: ['none.no-address'],
    answer: inInspect((body) => (body.NetworkSettings.Networks.none.IPAddress = '172.17.0.99'), 'alone'),
  }),
  apiFault({
    name: 'inspect shows driver options on none',
    mustFail: ['none.no-address'],
    answer: inInspect((body) => (body.NetworkSettings.Networks.none.DriverOpts = { a: 'b' }), 'alone'),
  }),
  hostFault({
    name: 'a container on none has a second interface',
    mustFail: ['none.loopback-only'],
    script: always(
      inContainers(
        'ip link show eth0 >/dev/null || ip link show extra0 >/dev/null || { ip link add extra0 type veth peer name extra1; ip link set extra0 up; ip link set extra1 up; }',
      ),
    ),
  }),
  hostFault({
    name: 'a container on none answers at a port of the host',
    mustFail: ['none.publishes-nothing'],
    script: answeringAs('alone'),
  }),
];
