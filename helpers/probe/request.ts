import { bracketed } from '../engine/bracketed.ts';

/** A type of DNS record. */
export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'PTR' | 'MX' | 'SRV' | 'TXT' | 'NS' | 'HTTPS';

/** The types that programs query of an external name: whatever the type, data can leave in the name. */
export const FORWARDED_TYPES = ['A', 'AAAA', 'MX', 'SRV', 'TXT', 'NS', 'HTTPS'] as const satisfies RecordType[];

/** The transport of a DNS query. */
export type Transport = 'UDP' | 'TCP';

/** An HTTP request for a page. */
export interface PageRequest {
  readonly kind: 'page';
  readonly url: string;
  /** The route of the packets, if it is not the default route: a router's address, or `VXLAN 4097`. */
  readonly via?: string;
}

/** A query to the DNS server of the vantage point. */
export interface NameRequest {
  readonly kind: 'name';
  readonly name: string;
  readonly type: RecordType;
  /** UDP by default. */
  readonly over?: Transport;
  /** Whether the query says that it understands longer answers (RFC 6891), as those of many programs do. */
  readonly edns?: true;
}

/** A lookup by the system's resolver, as programs do it: /etc/hosts, then DNS, for both IP families. */
export interface SystemNameRequest {
  readonly kind: 'system name';
  readonly name: string;
}

/** A UDP datagram that requests the identity of a server. */
export interface DatagramRequest {
  readonly kind: 'datagram';
  readonly address: string;
  readonly port: number;
  /** The member of the scenario whose source address is spoofed. */
  readonly spoofed?: string;
  /** The gateway that it is sent to, whatever the routes of the sender are. */
  readonly gateway?: string;
}

/** An ICMP echo request. */
export interface PingRequest {
  readonly kind: 'ping';
  readonly address: string;
}

/** A TCP connection over which nothing is sent. */
export interface ConnectionRequest {
  readonly kind: 'connection';
  readonly address: string;
  readonly port: number;
  /** The name that was looked up for the address. */
  readonly name?: string;
}

/** A request of a probe. */
export type Request = PageRequest | NameRequest | SystemNameRequest | DatagramRequest | PingRequest | ConnectionRequest;

/** The ways to reach a server: TCP at its port, TCP at a port that is never published, UDP, and ICMP echo requests. */
export const ways = ['TCP', 'other TCP', 'UDP', 'ping'] as const;

export type Way = (typeof ways)[number];

/** Where a probe sends its request from. */
export type VantagePoint =
  | { readonly kind: 'container' | 'lan-host'; readonly name: string }
  /** Without a name, it is the host of the run's own engine. */
  | { readonly kind: 'engine-host'; readonly name?: string }
  | { readonly kind: 'test-process' };

/** The name or address in a URL, a name in the case in which it is written, an IPv6 address without its brackets. */
export function hostnameOf(url: string): string {
  const { protocol, hostname } = new URL(url);
  // URL turns it into lower case, and clients query it as it is written
  const written = url.slice(`${protocol}//`.length).slice(0, hostname.length);
  return (written.toLowerCase() === hostname ? written : hostname).replace(/^\[|\]$/g, '');
}

/** The name or address that a request is for. */
export function requestedHost(request: Request): string {
  switch (request.kind) {
    case 'page':
      return hostnameOf(request.url);
    case 'name':
    case 'system name':
      return request.name;
    case 'datagram':
    case 'ping':
    case 'connection':
      return request.address;
  }
}

/** A request as text: `GET http://grafana:3000`, `A grafana`, `system lookup of grafana`, `datagram to 172.18.0.2:9`. */
export function printRequest(request: Request): string {
  switch (request.kind) {
    case 'page':
      return `GET ${request.url}`;
    case 'name':
      return `${request.type} ${request.name}${request.over === 'TCP' ? ' over TCP' : ''}${request.edns ? ' with EDNS' : ''}`;
    case 'system name':
      return `system lookup of ${request.name}`;
    case 'datagram':
      return `datagram to ${request.address}:${request.port}${craftedAs(request)}`;
    case 'ping':
      return `ping ${request.address}`;
    case 'connection':
      return `TCP connection to ${placeOf(request)}`;
  }
}

/** What differs from a datagram that the sender's kernel sends. */
function craftedAs({ spoofed, gateway }: DatagramRequest): string {
  if (spoofed !== undefined) return `, spoofed as ${spoofed}`;
  return gateway === undefined ? '' : ` by way of ${gateway}, whatever the routes are`;
}

/** `db:5432 (172.18.0.3)`, `172.18.0.3:5432` */
function placeOf({ address, port, name }: ConnectionRequest): string {
  if (name === undefined) return `${bracketed(address)}:${port}`;
  return name === address ? `${name}:${port}` : `${name}:${port} (${address})`;
}

/** A vantage point as text: `nginx`, `LAN host attacker`, `the engine's host`, `the test process`. */
export function printVantagePoint(from: VantagePoint): string {
  switch (from.kind) {
    case 'container':
      return from.name;
    case 'lan-host':
      return from.name === 'lanHost' ? 'LAN host' : `LAN host ${from.name}`;
    case 'engine-host':
      return from.name === undefined ? "the engine's host" : `host ${from.name}`;
    case 'test-process':
      return 'the test process';
  }
}

/** A request with its vantage point: `from nginx: GET http://grafana:3000`. */
export function printProbe({ from, request }: { readonly from: VantagePoint; readonly request: Request }): string {
  return `from ${printVantagePoint(from)}: ${printRequest(request)}`;
}
