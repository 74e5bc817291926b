import { isIP } from 'node:net';
import { type Request, requestedHost } from '../../probe/request.ts';
import type { ProbeFailure } from '../failure.ts';

/** A port of a server. */
export interface Port {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/** Where a request goes; a ping has no port. */
export interface Destination {
  readonly address: string;
  readonly to?: Port;
}

/** The port that a request is for. */
export function portIn(request: Request): Port | undefined {
  if (request.kind === 'page') return { protocol: 'tcp', port: Number(new URL(request.url).port || 80) };
  if (request.kind === 'connection') return { protocol: 'tcp', port: request.port };
  return request.kind === 'datagram' ? { protocol: 'udp', port: request.port } : undefined;
}

/** The destination of a request: the address in it, or the one that the name in it resolved to. */
export function destinationOf({ request, evidence }: ProbeFailure): Destination | undefined {
  if (request.kind === 'name' || request.kind === 'system name') return undefined;
  const to = portIn(request);
  const host = requestedHost(request);
  const { resolution } = evidence;
  const [address] = isIP(host) > 0 ? [host] : resolution?.kind === 'resolved' ? resolution.addresses : [];
  return address === undefined ? undefined : { address, ...(to ? { to } : {}) };
}
