import type { Declaration } from '../declare/declaration.ts';
import type { EngineHostDeclaration } from '../declare/hosts.ts';
import type { Host } from '../hosts.ts';
import type { MemberOf } from '../member.ts';

/** What the start of one part needs to know of the other parts of its scenario. */
export interface ScenarioParts {
  /** The name of a part in its scenario. */
  nameOf(declared: Declaration): string;
  /** The name of a part on its engine, unique to the run. */
  engineNameOf(declared: Declaration): string;
  /** Starts another part, once; undefined where this engine's configuration rules it out. */
  start<D extends Declaration>(declared: D): Promise<MemberOf<D> | undefined>;
  /** The same; throws where it is undefined. */
  startRequired<D extends Declaration>(declared: D): Promise<MemberOf<D>>;
  /** The host of an engine; the run's own by default. */
  hostAt(at: EngineHostDeclaration | undefined): Promise<Host>;
  /** Waits until a host has joined the swarm of the scenario's overlay networks. */
  joinSwarm(host: EngineHostDeclaration): Promise<void>;
}
