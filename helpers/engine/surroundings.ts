/** A chain that accepts no forwarded packet unless one of its rules matches. */
export interface ForwardDrop {
  /** `inet filter forward`. */
  readonly chain: string;
  /** What becomes of the others: dropped in silence, or rejected with an ICMP message or a TCP reset. */
  readonly verdict: 'drop' | 'reject';
}

/** What was detected about the host of an engine; undefined where it was not checked. */
export interface Surroundings {
  /** Whether the host forwards IPv4 packets. */
  readonly ipForwarding: boolean;
  /** Whether the host has IPv6. */
  readonly ipv6?: boolean;
  /** Why a container on the host network does not start; undefined where it does, or where none was started. */
  readonly hostNetworkRefused?: string;
  /** Whether the bridges of a rootless Docker Engine are in the network namespace of a container on the host network. */
  readonly bridgesOnHostNetwork?: boolean;
  /** The outcome of a container's request to a process of the host: `answered` without a firewall between them. */
  readonly hostAnswersContainers?: string;
  /** The chain of the user's rules that drops or rejects forwarded packets. */
  readonly forwardDrop?: ForwardDrop;
  /** The upstream DNS server's answer for an unknown name: `NXDOMAIN`, `SERVFAIL`, `no answer`, `resolved to …`. */
  readonly unknownName?: string;
  /** The MTU of the interface of the host's default route. */
  readonly defaultRouteMtu?: number;
  /** How far the clock of the engine's host is ahead of this machine's, in ms. */
  readonly clockAheadMs?: number;
}
