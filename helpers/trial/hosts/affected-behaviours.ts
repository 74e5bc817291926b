import { catalogue } from '../../behaviour/catalogue.ts';
import type { Reliance } from '../../behaviour/relies.ts';

/** The behaviours on the run's engine whose promise or controls rely on one of these. */
function relyingOn(...reliances: readonly Reliance[]): string[] {
  const isOne = (name: string): boolean => reliances.some((reliance) => reliance === name);
  return catalogue()
    .filter(({ engineHosts = false }) => !engineHosts)
    .filter(({ relies = [], controlsRely = [] }) => [...relies, ...controlsRely].some(isOne))
    .map(({ id }) => id);
}

/** Behaviours with a container on the default bridge, besides those with the need `default-bridge`. */
export const onDefaultBridge = [
  ...relyingOn('default-bridge'),
  // the engine refuses their containers in any case
  'addresses.static-on-default-bridge',
  'publish.invalid-port',
  'links.unknown',
];

/** Behaviours in which the host forwards packets, between containers or beyond the host: a FORWARD policy DROP affects them. */
export const forwarded = [
  ...relyingOn('peers', 'docker0-peers', 'egress-tcp', 'egress-udp', 'docker0-egress', 'from-lan', 'filter-ipv6'),
  'hairpin.peer-udp',
  'hairpin.itself-udp',
  'hairpin.other-network-udp',
  'internal.host-address',
  'ipv6.egress',
  'ipv6.errors',
];

/** The same of Compose projects. */
export const forwardedOfCompose = [
  'compose.alias-on-network',
  'compose.container-port',
  'compose.default-network',
  'compose.down',
  'compose.expose',
  'compose.external-shared',
  'compose.internal',
  'compose.internal-and-public',
  'compose.internal-host',
  'compose.links',
  'compose.links-no-network',
  'compose.mode-host-no-names',
  'compose.mode-none',
  'compose.mode-service',
  'compose.mode-service-restarted',
  'compose.network-changed',
  'compose.network-name',
  'compose.networks-replace-default',
  'compose.nginx-and-grafana',
  'compose.projects-isolated',
  'compose.recreated-name',
  'compose.run-no-service-name',
  'compose.scaled-name',
  'compose.separate-networks',
  'compose.service-name',
  'compose.shared-and-private',
  'compose.up-unchanged',
];

/** Behaviours in which a LAN host sends requests to a process of the host. */
export const fromLanToHost = [
  'ipv6.lan-unpublished-direct',
  'ipv6.lan-published-direct',
  'ipv6.lan-loopback-direct',
  'ipv6.lan-published-everywhere',
  'internal.no-ingress',
  'ipv6.internal-no-ingress',
  'macvlan.own-host',
  'gateway-mode.isolated',
  'gateway-mode.isolated-ipv6',
  'publish.lan-hosts-ipv6',
];

/** Behaviours that reach the userland proxy of a port published over IPv6, for which the engine installs no rules. */
export const toProxyOverIpv6 = ['ipv6.lan-published', 'ipv6.lan-published-everywhere'];

/** Behaviours in which the host forwards IPv6 packets, for which the engine installs no rules. */
export const forwardedOverIpv6 = ['ipv6.bridges-isolated', 'ipv6.internal-no-egress', 'ipv6.egress', 'ipv6.errors'];
