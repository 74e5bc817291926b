export { checkDeclarations } from './declare/check.ts';
export { type ComposeDeclaration, type ComposeFile, type ComposeService, compose } from './declare/compose.ts';
export {
  type AttemptDeclaration,
  type ContainerDeclaration,
  type ContainerOptions,
  type NetworkAttemptDeclaration,
  attempt,
  grafana,
  networkOf,
  nginx,
} from './declare/container.ts';
export { type Attachment, type EndpointOptions, aliasesOf, endpointDriverOptions } from './declare/endpoint.ts';
export type { FullAddress, HostPart } from './declare/host-part.ts';
export {
  type ExistingContainerDeclaration,
  type ExistingNetworkDeclaration,
  type ExistingServiceDeclaration,
  existing,
} from './declare/existing.ts';
export { type HostPortsDeclaration, hostPorts } from './declare/host-ports.ts';
export { type Declaration, type Declarations, partsOf, swarmMembers } from './declare/declaration.ts';
export {
  type EngineHostDeclaration,
  type LanHostDeclaration,
  type ListenerDeclaration,
  engineHost,
  isLanHost,
  lanHost,
  listener,
} from './declare/hosts.ts';
export {
  type NetworkDeclaration,
  type NetworkPluginDeclaration,
  defaultBridge,
  hostNetwork,
  network,
  networkPlugin,
  noNetwork,
  unnamedNetwork,
} from './declare/network.ts';
export { type ServiceDeclaration, service } from './declare/service.ts';
