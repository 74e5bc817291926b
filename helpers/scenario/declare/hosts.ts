import type { LabEngineOptions } from '../../engine/lab/lab-engine.ts';

/** Another host with an engine, on one link with the scenario's other hosts: an embedded engine, or the user's second one. */
export interface EngineHostDeclaration {
  readonly kind: 'engine-host';
  readonly options: LabEngineOptions;
}

/**
 * A host without an engine, on one link with the engine's host, or with the engine hosts of the scenario. It answers on
 * port 80, and is a DNS server: fixtures/lab/dns-server.ts.
 */
export interface LanHostDeclaration {
  readonly kind: 'lan-host';
}

/** An HTTP server of the test process, on a free port of the machine that runs the specs. */
export interface ListenerDeclaration {
  readonly kind: 'listener';
  /** Whether it listens on all addresses of the machine, or on the loopback address only. */
  readonly everywhere: boolean;
}

/** A host with its own engine; in the lab, of the same version as the run's. */
export function engineHost(options: LabEngineOptions = {}): EngineHostDeclaration {
  return { kind: 'engine-host', options };
}

/** A host without an engine: a client, an HTTP server on port 80, and a DNS server. */
export function lanHost(): LanHostDeclaration {
  return { kind: 'lan-host' };
}

/** Whether host addresses are that of the engine's host on its link with a LAN host. */
export function isLanHost(
  addresses: string | readonly string[] | LanHostDeclaration = [],
): addresses is LanHostDeclaration {
  return typeof addresses === 'object' && 'kind' in addresses;
}

/** An HTTP server of the test process, on the loopback address, or on all addresses of its machine. */
export function listener({ everywhere = false }: { everywhere?: boolean } = {}): ListenerDeclaration {
  return { kind: 'listener', everywhere };
}
