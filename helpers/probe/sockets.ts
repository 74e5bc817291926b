/** A listening TCP socket, or an unconnected UDP socket. */
export interface HostSocket {
  readonly protocol: 'tcp' | 'udp';
  /** `0.0.0.0` and `::` for all addresses of a family. */
  readonly address: string;
  readonly port: number;
  /** The kernel's number of it; undefined in a shortened table. */
  readonly inode: string | undefined;
}

/** 0A is TCP_LISTEN, and 07 an unconnected UDP socket. */
const LINE =
  /^(tcp|udp)6?\s+\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) \S+ (?:0A|07) (?:\S+ \S+ \S+ +\d+ +\d+ (\d+))?/gm;

/** Parses the kernel's tables of sockets: `tcp 0: 0100007F:1F90 00000000:0000 0A …`. */
export function parseSockets(tables: string): HostSocket[] {
  return [...tables.matchAll(LINE)].map(([, protocol, address = '', port = '', inode]) => ({
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    address: address.length === 8 ? dottedOf(address) : colonsOf(address),
    port: Number.parseInt(port, 16),
    inode,
  }));
}

/** The kernel writes each word of an address in host byte order, which is little-endian wherever the suite runs. */
function dottedOf(hex: string): string {
  return [...Buffer.from(hex, 'hex')].toReversed().join('.');
}

function colonsOf(hex: string): string {
  if (/^0+$/.test(hex)) return '::';
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex')].toReversed());
  const isMapped = bytes.slice(0, 12).join() === '0,0,0,0,0,0,0,0,0,0,255,255';
  if (isMapped) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0));
  const text = groups.map((group) => group.toString(16)).join(':');
  return text === '0:0:0:0:0:0:0:1' ? '::1' : text;
}
