/** What was found of the host that an engine runs on, and is the user's. What was not looked for is undefined. */
export interface Surroundings {
  /** Whether the host forwards IPv4 packets. */
  readonly ipForwarding: boolean;
  /** Whether the host has IPv6. */
  readonly ipv6?: boolean;
  /** Why a container on the host's network does not start; undefined where one does, or where none was started. */
  readonly hostNetworkRefused?: string;
  /** What a container gets that sends a request to a process of the host: `answered`, where no firewall is in its way. */
  readonly hostAnswersContainers?: string;
  /** The chain of the user's own rules that drops what the host forwards: `inet filter forward`. */
  readonly forwardDrop?: string;
  /** What the resolver of the user's says of a name that nobody has: `NXDOMAIN`, `SERVFAIL`, `no answer`, `resolved to …`. */
  readonly unknownName?: string;
  /** How far the clock of the engine's host is ahead of this one, in ms. */
  readonly clockAheadMs?: number;
}
