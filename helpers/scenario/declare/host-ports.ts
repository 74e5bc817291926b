/**
 * Consecutive host ports that are free when the scenario starts. Containers that publish at one declaration of them publish
 * at the same ports.
 */
export interface HostPortsDeclaration {
  readonly kind: 'host-ports';
  /** How many; one of several is chosen by the engine: `-p FIRST-LAST:PORT`. */
  readonly count: number;
}

/** Host ports that several containers publish at: one, or a range of which the engine chooses one for each. */
export function hostPorts(count = 1): HostPortsDeclaration {
  return { kind: 'host-ports', count };
}
