/** The imports of specs: scenarios, vantage points and expectations. */
export { describe } from '@jest/globals';
export { arrivedAt } from '../probe/arrived.ts';
export { attachmentsOf } from '../probe/attachments.ts';
export { clientAddress, clientAddresses } from '../probe/client-address.ts';
export { withoutTunnels } from '../probe/devices.ts';
export { reverseName } from '../probe/reverse-name.ts';
export { engineAt, theEngine } from '../probe/engine.ts';
export { fromEngineHost, fromPublishingHost, ourNetworkNamespace } from '../probe/engine-host.ts';
export { firewallOf } from '../probe/firewall.ts';
export { from } from '../probe/from.ts';
export { NO_ANSWER_TIMEOUT_MS, beforeEntryExpires, expectingNoAnswer } from '../probe/limits.ts';
export { mayPing } from '../probe/may-ping.ts';
export { addressesIn, differing, identitiesIn, lookUpMany, openMany } from '../probe/many.ts';
export { randomName } from '../probe/random-name.ts';
export { FORWARDED_TYPES } from '../probe/request.ts';
export { HOST_DNS_NAME, addHostAddress, queriesToHostDns, removeHostAddress } from '../probe/lab-host.ts';
export { sharedProbes } from '../probe/shared-probes.ts';
export { fromTestProcess } from '../probe/test-process.ts';
export { addLinkAddress, removeLinkAddress, restoreLinkMtu, setLinkMtu } from '../probe/host-link.ts';
export { notEncrypted } from '../probe/kernel.ts';
export { countIncomingAt, linkOf, overlayPackets } from '../probe/link.ts';
export { defaultBridge, hostNetwork, noNetwork } from '../scenario/declare.ts';
export { reloadEngine, restartEngine, startEngine, stopEngine } from '../scenario/engine-restart.ts';
export { LOOPBACK } from '../scenario/listener.ts';
export { portsOf, startMany } from '../scenario/many-containers.ts';
export { createMany, tryCreateMany } from '../scenario/many-networks.ts';
export { changeNetworksUntil } from '../scenario/network-changes.ts';
export { TRUSTED_INTERFACES } from '../scenario/network-options.ts';
export { UDP_PORT } from '../scenario/ports.ts';
export { hostUrl, predefinedHost } from '../scenario/running.ts';
export { LARGE_BODY_BYTES } from '../scenario/identity-servers.ts';
export {
  LARGE_ANSWER_ADDRESSES,
  MEDIUM_ANSWER_ADDRESSES,
  SLOW_ANSWER_MS,
  UPSTREAM_DOMAIN,
  UPSTREAM_POINTER,
  onlyAt,
  upstreamName,
} from '../scenario/upstream-zone.ts';
export { refusalOf } from '../scenario/running/refused.ts';
export { scenario } from '../scenario/scenario.ts';
export { leftOutOfScript } from '../scenario/steps.ts';
export { behaviour } from './behaviour.ts';
export { expectConnectRefused } from './connect-refused.ts';
export {
  engineFiltersIpv6,
  hostAddress,
  hostAddress6,
  neededByControl,
  required,
  skipUnlessAnswered,
  skipUnlessOpen,
} from './control.ts';
export { addressOfDefaultBridge } from './default-bridge-address.ts';
export { networkOfDefaultRoute } from './default-route.ts';
export { endpointsOf } from './endpoints.ts';
export { eventually } from './eventually.ts';
export { closedTo, openTo } from './exposure.ts';
export { fact, nonEmpty, reported } from './fact.ts';
export { figure, medianOf } from './figures.ts';
export { onGatewayBridge } from './gateway-bridge.ts';
export { bridgeOf, interfaceOn } from './interface-on.ts';
export { lastingAddresses } from './host-addresses.ts';
export { macsSeenByFirst } from './mac-addresses.ts';
export {
  expectFreeHostPorts,
  expectHostPortFree,
  expectHostPorts,
  expectHostPortsOfInspect,
  expectNoHostPort,
} from './host-ports.ts';
export { ipv6SubnetInUse } from './ipv6-subnet.ts';
export { tracesOf } from './network-traces.ts';
export { onceDone, untilGatewaysAnswer } from './gateways.ts';
export {
  expectNameResolvesToAll,
  expectNamesResolve,
  expectNamesUnknown,
  expectNamesUnknownToCurl,
  namesIn,
  untilNamesResolve,
} from './naming.ts';
export { expectAnswersAtHostAddresses } from './published-answers.ts';
export { expect } from './reach-matchers.ts';
export { restoring } from './restoring.ts';
export { expectRepliesAfterRestart, udpClientsOf } from './udp-clients.ts';
export { VXLAN_IDS, vxlanIdOf, vxlanOf } from './vxlan-of.ts';
