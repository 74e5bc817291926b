import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';
import { reachesByEveryWay } from './repeated.ts';

export const macvlan: readonly Difference[] = [
  {
    id: 'macvlan.peers',
    engine: 'podman',
    instead: 'containers on a macvlan network have addresses, but their names do not resolve there',
    // by the user's DNS servers
    seen: [
      { request: 'from one: GET http://other', observed: 'unresolved (*)' },
      { request: 'from one: A other', observed: 'unresolved (*)' },
      { request: 'from one: AAAA other', observed: 'unresolved (*)' },
      { request: 'from one: system lookup of other', observed: 'unresolved (not found)' },
    ],
    dockerSpecific: true,
    evidence: evidence.podmanNetworkCreate,
  },
  {
    id: 'macvlan.private-mode',
    engine: 'podman',
    instead: 'the option macvlan_mode is ignored: the mode is the option `mode` of a network of Podman',
    seen: [...reachesByEveryWay('one', 'other'), ...reachesByEveryWay('other', 'one')],
    dockerSpecific: true,
    evidence: evidence.podmanNetworkCreate,
  },
  {
    id: 'macvlan.two-on-one-parent',
    engine: 'docker',
    versions: '<27',
    instead: 'the engine refuses a second macvlan network on a parent interface that is in use',
    seen: [{ fact: 'the answer to the second `docker network create`', observed: 'refused' }],
    evidence: 'https://docs.docker.com/engine/release-notes/27/#2700',
  },
  {
    id: 'macvlan.no-gateway-unless-given',
    engine: 'docker',
    versions: '<29',
    instead: 'the first address of the subnet is the gateway, though nobody has it',
    seen: [{ fact: 'the number of IPv4 default routes on the macvlan network', observed: 1 }],
    evidence: 'https://github.com/moby/moby/issues/50985',
  },
  {
    id: 'macvlan.no-gateway-unless-given',
    engine: 'podman',
    instead: 'the first address of the subnet is the gateway, unless the network has the option no_default_route',
    seen: [{ fact: 'the number of IPv4 default routes on the macvlan network', observed: 1 }],
    dockerSpecific: true,
    evidence: evidence.podmanNetworkCreate,
  },
  {
    id: 'macvlan.address-taken-over',
    engine: 'podman',
    instead: 'LAN hosts keep the MAC address of the container that was there before, for 15 seconds and more',
    seen: [{ request: 'from LAN host: GET http://*.200', observed: 'timed out' }],
    evidence: 'https://github.com/containers/netavark/issues/1114',
  },
];
