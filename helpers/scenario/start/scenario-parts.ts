import type { ContainerDeclaration } from '../declare/container.ts';
import type { Declaration } from '../declare/declaration.ts';
import type { EngineHostDeclaration } from '../declare/hosts.ts';
import type { Host } from '../hosts.ts';
import type { MemberOf } from '../member.ts';
import type { HostPortRange } from '../ports.ts';

/** Access to the other parts of a scenario, for the start of one part. */
export interface ScenarioParts {
  /** The name of a part in its scenario. */
  nameOf(declared: Declaration): string;
  /** The name of a part on its engine, unique to the run. */
  engineNameOf(declared: Declaration): string;
  /** Starts another part, once; undefined where this engine's configuration rules it out. */
  start<D extends Declaration>(declared: D): Promise<MemberOf<D> | undefined>;
  /** Starts another part, once; throws where this engine's configuration rules it out. */
  startRequired<D extends Declaration>(declared: D): Promise<MemberOf<D>>;
  /** A host of the scenario; by default the run's engine. */
  hostAt(at: EngineHostDeclaration | undefined): Promise<Host>;
  /** The host ports that a container publishes at. Undefined where none are declared, or one is to be drawn. */
  hostPortsOf(declared: ContainerDeclaration): Promise<HostPortRange | undefined>;
  /** Waits until a host has joined the swarm of the scenario's overlay networks. */
  joinSwarm(host: EngineHostDeclaration): Promise<void>;
}
