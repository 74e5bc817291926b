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
  /** Where its resolver answers: at its own address, unless another one is named; `none`: it runs no resolver. */
  readonly resolver?: string;
  /** Options of dockerd, `--userland-proxy=false`. */
  readonly dockerd: readonly string[];
  /** The content of files of its /etc, where they are not those of a fresh host. */
  readonly etc?: EtcFiles;
  /** A shell script that it runs as root before its engine starts; the engine does not start where it fails. */
  readonly before?: string;
}

/** The files of /etc that decide what an engine's network does. */
export interface EtcFiles {
  /** Names the resolver, unless given. */
  readonly 'resolv.conf'?: string;
  /** What follows the lines of localhost in /etc/hosts. */
  readonly hosts?: string;
  readonly 'docker/daemon.json'?: string;
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
    HOST_RESOLVER: resolver === 'none' ? '' : resolver,
  };
}

/** The files of its /etc that a host does not share with others of its kind, by their paths in it. */
export function etcOf(
  hostname: string,
  { address, resolver = address, etc = {} }: HostOptions,
): Record<string, string> {
  return {
    hostname: `${hostname}\n`,
    hosts: `127.0.0.1 localhost\n::1 localhost\n${etc.hosts ?? ''}`,
    'resolv.conf': etc['resolv.conf'] ?? (resolver === 'none' ? '' : `nameserver ${resolver}\n`),
    ...(etc['docker/daemon.json'] === undefined ? {} : { 'docker/daemon.json': etc['docker/daemon.json'] }),
  };
}
