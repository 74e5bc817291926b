import { always, atNetworkCreate, noOp, pruneNone } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';
import { hostInterface } from './macvlan.ts';

export const ipvlan: readonly AnyFault[] = [
  apiFault({
    name: 'an IPvlan network is a bridge network',
    mustFail: ['ipvlan.lan-host', 'ipvlan.parent-mac', 'ipvlan.l3-routed'],
    unclear: ['ipvlan.own-host'],
    engine: HARDENED,
    device: 'ipvlan',
    request: atNetworkCreate((body) => {
      if (body.Driver === 'ipvlan') Object.assign(body, { Driver: 'bridge', Options: {} });
    }),
  }),
  apiFault({
    name: 'an IPvlan network is a macvlan network',
    mustFail: ['ipvlan.parent-mac', 'ipvlan.l3-routed'],
    engine: HARDENED,
    device: 'ipvlan',
    request: atNetworkCreate((body) => {
      if (body.Driver === 'ipvlan')
        Object.assign(body, { Driver: 'macvlan', Options: { parent: body.Options.parent } });
    }),
  }),
  hostFault({
    name: 'the host has an interface on its IPvlan networks',
    mustFail: ['ipvlan.own-host'],
    engine: HARDENED,
    device: 'ipvlan',
    script: always(hostInterface('ipvlan mode l2')),
  }),
  apiFault({
    name: 'docker network connect does nothing for an IPvlan network',
    mustFail: ['ipvlan.beside-bridge'],
    engine: HARDENED,
    device: 'ipvlan',
    instead: noOp(/^\/networks\/[^/]+-routed\/connect$/, pruneNone),
  }),
];
