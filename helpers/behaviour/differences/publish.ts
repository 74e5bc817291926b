import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

/** Podman publishes a port without an address on the IPv4 addresses of its host only. */
const podmanIpv4Only = (id: string, port: string, of: string): Difference => ({
  id,
  engine: 'podman',
  instead: "a port published without an address is bound to the host's IPv4 addresses only",
  seen: [{ fact: `the IPv6 host port of ${port} of ${of} in inspect`, observed: undefined }],
  dockerSpecific: true,
  evidence: 'https://github.com/containers/podman/issues/14491',
});

/** A container on the default bridge has no IPv6 address: without its userland proxy, Docker forwards it no IPv6. */
const noProxyToIpv4 = (id: string, port: string, of: string): Difference => ({
  id,
  engine: 'docker',
  option: 'userland-proxy=false',
  instead: 'without the userland proxy, a port of a container without IPv6 is not published on IPv6 addresses',
  seen: [{ fact: `the IPv6 host port of ${port} of ${of} in inspect`, observed: undefined }],
  evidence: 'https://blog.ipspace.net/kb/DockerSvc/50-ipv6',
});

export const publish: readonly Difference[] = [
  {
    id: 'publish.all-addresses',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'inspect shows an empty host address, not 0.0.0.0, for a port published on all addresses',
    seen: [{ fact: 'the host port bound on 0.0.0.0 in inspect', observed: Number.NaN }],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
  podmanIpv4Only('publish.all-addresses-ipv6', '80/tcp', 'everywhere'),
  podmanIpv4Only('publish.fixed-port-ipv6', '80/tcp', 'fixed'),
  podmanIpv4Only('publish.udp-ipv6', '5353/udp', 'udp'),
  noProxyToIpv4('publish.all-addresses-ipv6', '80/tcp', 'everywhere'),
  noProxyToIpv4('publish.fixed-port-ipv6', '80/tcp', 'fixed'),
  noProxyToIpv4('publish.udp-ipv6', '5353/udp', 'udp'),
];
