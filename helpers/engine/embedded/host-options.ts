/** What the host of an embedded engine is like. Everything is said: a new network namespace would copy the machine's ways. */
export interface HostOptions {
  /** Its address on eth0, in a /24. */
  readonly address: string;
  /** Its IPv6 address on eth0, in a /64. */
  readonly address6?: string;
  /**
   * Whether it forwards packets before the engine starts. Engines up to 26 leave the FORWARD policy at ACCEPT where it
   * does, which makes them far more open: https://docs.docker.com/engine/network/packet-filtering-firewalls/
   */
  readonly forwarding: boolean;
  readonly ipv6: boolean;
  /** Which iptables the engine finds: the one that speaks to nf_tables, or the one that speaks to ip_tables. */
  readonly firewall: 'nft' | 'legacy';
  /** Whether a user who is not root runs the engine, and containers have a network of that user's. */
  readonly rootless: boolean;
  /** Where its resolver answers: at its own address, unless another one is said, such as one of its loopback network. */
  readonly resolver?: string;
  /** Options of dockerd, `--userland-proxy=false`. */
  readonly dockerd: readonly string[];
}

/** A fresh host as a distribution installs it, alone on a network of its own (TEST-NET-2: such hosts do not see each other). */
export const standAlone: HostOptions = {
  address: '198.51.100.2',
  forwarding: false,
  ipv6: true,
  firewall: 'nft',
  rootless: false,
  dockerd: [],
};

/** The variables by which fixtures/engine/inside.sh is told. */
export function hostEnvironment(
  engine: 'docker' | 'podman',
  { address, address6, forwarding, ipv6, firewall, rootless, resolver = address }: HostOptions,
): Record<string, string> {
  return {
    HOST_ENGINE: engine,
    HOST_ADDRESS: `${address}/24`,
    HOST_ADDRESS6: address6 && ipv6 ? `${address6}/64` : '',
    HOST_FORWARDING: forwarding ? '1' : '0',
    HOST_IPV6: ipv6 ? '1' : '0',
    HOST_FIREWALL: firewall,
    HOST_ROOTLESS: rootless ? '1' : '0',
    HOST_RESOLVER: resolver,
  };
}
