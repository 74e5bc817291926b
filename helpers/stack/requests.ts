import { bracketed } from '../engine/bracketed.ts';
import type { Command, CommandResult } from '../probe/batch.ts';
import type { Subject } from './policy/permissions.ts';
import type { StackContainer } from './stack.ts';

/** Where requests are sent from, and how. */
export interface Vantage {
  /** A service, `host` or `lan`. */
  readonly party: string;
  /** The container whose network it is; undefined for the host and a LAN host. */
  readonly container?: StackContainer;
  readonly run: (command: Command) => Promise<CommandResult>;
}

/** The vantage point in the network of each container, by its id. */
export type VantagesById = ReadonlyMap<string, Vantage>;

/** One request. */
export interface Request {
  readonly from: Vantage;
  /** A service, `host` or `world`. */
  readonly to: string;
  /** The container that should answer; undefined for the world. */
  readonly target?: StackContainer;
  readonly subject: Subject;
  /** `own`: the container's own address; `published`: a port of the host; `control`: from the target to itself. */
  readonly door: 'own' | 'published' | 'control';
  /** The address, or the name. */
  readonly at: string;
  /** The port of the request, which may be one of the host. */
  readonly port?: number;
}

/** What came of a request. */
export type Answer =
  /** The target's own kernel has the connection, or counted the datagrams; a ping was answered. */
  | { readonly kind: 'open' }
  /** Something answered, and the target's kernel does not have the connection. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'refused' | 'silent' | 'unreachable' | 'not counted' }
  | { readonly kind: 'resolved'; readonly addresses: readonly string[] }
  | { readonly kind: 'unresolved' }
  /** It could not be sent. */
  | { readonly kind: 'error'; readonly because: string };

export interface Exchange {
  readonly request: Request;
  readonly answer: Answer;
}

/** Where a request goes: `172.20.0.3:5432`. */
export function placeOf({ at, port }: Pick<Request, 'at' | 'port'>): string {
  return port === undefined ? at : `${bracketed(at)}:${port}`;
}

/** A request in one line, for --dry-run. */
export function printRequest(request: Request): string {
  const { from, to, target, subject, door } = request;
  const who = from.container?.name ?? from.party;
  const whom = door === 'control' ? 'itself, as a control' : (target?.name ?? to);
  const how = {
    tcp: 'TCP connection to',
    udp: 'some UDP datagrams of one byte to',
    icmp: 'ping of',
    name: 'lookup of',
  }[subject.kind];
  const through = door === 'published' ? ', published' : '';
  return `${who} → ${whom}: ${how} ${placeOf(request)}${through}`;
}
