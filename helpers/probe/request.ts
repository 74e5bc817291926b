/** A type of DNS record. */
export type RecordType = 'A' | 'AAAA' | 'PTR';

/** How a DNS query travels: in a datagram, unless the answer does not fit into one. */
export type Transport = 'UDP' | 'TCP';

/** An HTTP request for a page. */
export interface PageRequest {
  readonly kind: 'page';
  readonly url: string;
  /** Which way the packets go, where it is not the host's default: a router's address, or `VXLAN 4097`. */
  readonly via?: string;
}

/** A query to the DNS server of the vantage point. */
export interface NameRequest {
  readonly kind: 'name';
  readonly name: string;
  readonly type: RecordType;
  /** UDP by default. */
  readonly over?: Transport;
}

/** A UDP datagram that asks a server for its identity. */
export interface DatagramRequest {
  readonly kind: 'datagram';
  readonly address: string;
  readonly port: number;
  /** The member of the scenario whose source address it claims. */
  readonly spoofed?: string;
}

/** What a probe sends. */
export type Request = PageRequest | NameRequest | DatagramRequest;

/** Where a probe sends it from. */
export type VantagePoint =
  | { readonly kind: 'container' | 'lan-host'; readonly name: string }
  /** Without a name, it is the host of the run's own engine. */
  | { readonly kind: 'engine-host'; readonly name?: string }
  | { readonly kind: 'test-process' };

/** A request as text: `GET http://grafana:3000`, `A grafana`, `datagram to 172.18.0.2:9`. */
export function printRequest(request: Request): string {
  switch (request.kind) {
    case 'page':
      return `GET ${request.url}`;
    case 'name':
      return `${request.type} ${request.name}${request.over === 'TCP' ? ' over TCP' : ''}`;
    case 'datagram':
      return `datagram to ${request.address}:${request.port}${request.spoofed ? `, spoofed as ${request.spoofed}` : ''}`;
  }
}

/** A vantage point as text: `nginx`, `LAN host stranger`, `the engine's host`, `the test process`. */
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
