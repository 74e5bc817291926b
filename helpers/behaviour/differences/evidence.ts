/** Pages that several known differences refer to. */
export const evidence = {
  podmanApi: 'https://docs.podman.io/en/latest/_static/api.html',
  podmanNetwork: 'https://docs.podman.io/en/latest/markdown/podman-network.1.html',
  podmanNetworkCreate: 'https://docs.podman.io/en/latest/markdown/podman-network-create.1.html',
  podmanRootless: 'https://github.com/containers/podman/blob/main/rootless.md',
  dockerRootless: 'https://docs.docker.com/engine/security/rootless/troubleshoot/#known-limitations',
  dockerRootlessPorts: 'https://docs.docker.com/engine/security/rootless/troubleshoot/#networking-errors',
  dockerHardening: 'https://www.docker.com/blog/docker-engine-28-hardening-container-networking-by-default/',
  dockerIpv6: 'https://docs.docker.com/engine/release-notes/27/#ipv6',
  /** "All gateways are equal by default." */
  podmanEveryGateway: 'https://github.com/containers/netavark/issues/1146',
  podmanReverse: 'https://github.com/containers/aardvark-dns/issues/436',
  dockerInternalGateway: 'https://github.com/moby/moby/pull/46603',
  dockerGatewayPriority: 'https://docs.docker.com/engine/release-notes/28/#2800',
  netavarkInternal: 'https://github.com/containers/netavark/pull/126',
  netavarkIsolation: 'https://github.com/containers/netavark/issues/709',
} as const;
