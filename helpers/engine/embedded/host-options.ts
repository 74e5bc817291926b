/** The host of an embedded engine. Every setting is explicit: a new network namespace would copy those of the machine. */
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
  /** The iptables of the engine: the nf_tables variant, or the legacy one. */
  readonly firewall: 'nft' | 'legacy';
  /** Whether the engine runs rootless. */
  readonly rootless: boolean;
  /** The address of its DNS server, by default its own; `none`: it has no DNS server. */
  readonly dnsServer?: string;
  /** Options of dockerd, `--userland-proxy=false`. */
  readonly dockerd: readonly string[];
  /** Files of its /etc that differ from those of a fresh host, by their content. */
  readonly etc?: EtcFiles;
  /** A shell script that runs as root before the engine starts; where it fails, the engine does not start. */
  readonly beforeEngine?: string;
}

/** The files of /etc that affect an engine's network. */
export interface EtcFiles {
  /** By default, it names the DNS server. */
  readonly 'resolv.conf'?: string;
  /** Added to the lines of localhost. */
  readonly hosts?: string;
  readonly 'docker/daemon.json'?: string;
}

/** A fresh host as a distribution installs it, alone on its network (TEST-NET-2; such hosts cannot reach each other). */
export const standAlone: HostOptions = {
  address: '198.51.100.2',
  forwarding: false,
  ipv6: true,
  firewall: 'nft',
  rootless: false,
  dockerd: [],
};

/** The environment variables of fixtures/engine/inside.sh. */
export function hostEnvironment(
  engine: 'docker' | 'podman',
  { address, address6, forwarding, ipv6, firewall, rootless, dnsServer = address }: HostOptions,
): Record<string, string> {
  return {
    HOST_ENGINE: engine,
    HOST_ADDRESS: `${address}/24`,
    HOST_ADDRESS6: address6 && ipv6 ? `${address6}/64` : '',
    HOST_FORWARDING: forwarding ? '1' : '0',
    HOST_IPV6: ipv6 ? '1' : '0',
    HOST_FIREWALL: firewall,
    HOST_ROOTLESS: rootless ? '1' : '0',
    HOST_DNS: dnsServer === 'none' ? '' : dnsServer,
  };
}

/** The files of /etc that differ between hosts of one engine, by their paths in it. */
export function etcOf(
  hostname: string,
  { address, dnsServer = address, etc = {} }: HostOptions,
): Record<string, string> {
  return {
    hostname: `${hostname}\n`,
    hosts: `127.0.0.1 localhost\n::1 localhost\n${etc.hosts ?? ''}`,
    'resolv.conf': etc['resolv.conf'] ?? (dnsServer === 'none' ? '' : `nameserver ${dnsServer}\n`),
    ...(etc['docker/daemon.json'] === undefined ? {} : { 'docker/daemon.json': etc['docker/daemon.json'] }),
  };
}
