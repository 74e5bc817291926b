import type { Difference, Named } from './difference.ts';
import { evidence } from './evidence.ts';
import {
  anyDatagram,
  lanHostReachesByEveryWay,
  podmanAdmitsLan,
  podmanOpenDefaultNetwork,
  podmanStrict,
  portsFail,
  reachesByEveryWay,
  rootlessGateway,
  withoutUserlandProxy,
} from './repeated.ts';

/** Without an answer, a server saw no client. */
const noneSeen: readonly Named[] = ['client addresses', 'client addresses of datagrams'].map((which) => ({
  fact: `the ${which} that both containers see`,
  observed: [undefined, undefined],
}));

/** The clients of ports that are published from another bridge. */
const clients = { peer: 1, peerOnBridge: 1 };

/** Ports published from another bridge fail over TCP, as the difference says, and over UDP. */
const withoutClients = (difference: Difference, datagrams: string): Difference => ({
  ...difference,
  seen: [...difference.seen, ...portsFail(clients, anyDatagram, datagrams), ...noneSeen],
});

const seesOnAllNetworks = (observed: readonly string[]): readonly Named[] =>
  ['the default bridge', 'the user-defined bridge'].map((network) => ({
    fact: `the client addresses that a container on ${network} sees`,
    observed,
  }));

export const sourceAddress: readonly Difference[] = [
  withoutClients(rootlessGateway('source-address.from-other-bridge', clients), 'refused'),
  withoutClients(withoutUserlandProxy('source-address.from-other-bridge', clients), 'timed out'),
  withoutClients(podmanStrict('source-address.from-other-bridge', clients), 'timed out'),
  {
    id: 'source-address.masquerade-off',
    engine: 'podman',
    instead: 'the network is masqueraded, because the option is not known',
    // of the LAN, whose subnet is drawn from three ranges
    seen: [{ fact: 'the client addresses that the LAN host sees', observed: ['*', '*'] }],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/issues/21173',
  },
  {
    ...podmanOpenDefaultNetwork,
    id: 'source-address.masquerade-off-closed',
    instead: 'LAN hosts with a route, and containers on the default network, reach all ports of the container',
    closable: true,
    seen: [
      ...lanHostReachesByEveryWay('container'),
      ...reachesByEveryWay('outsider', 'container'),
      ...reachesByEveryWay('container', 'outsider'),
    ],
  },
  podmanAdmitsLan('source-address.masquerade-off-closed', lanHostReachesByEveryWay('container'), { versions: '>=6' }),
  {
    id: 'source-address.from-lan',
    engine: 'docker',
    option: 'rootless',
    instead:
      'the container sees the address of its gateway for every client, because RootlessKit accepts the connection and opens another',
    seen: seesOnAllNetworks(['*.1', '*.1']),
    evidence: evidence.dockerRootless,
  },
  {
    id: 'source-address.from-lan',
    engine: 'podman',
    option: 'rootless',
    instead: 'the container sees its own address for every client, because rootlessport opens another connection',
    seen: seesOnAllNetworks(['10.*', '10.*']),
    evidence: evidence.podmanRootless,
  },
];
