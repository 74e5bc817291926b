import { randomInt } from 'node:crypto';
import dnsPacket from 'dns-packet';
import type { Command, CommandResult } from './batch.ts';
import { type NameAnswer, ProbeError, type Resolution, type UnresolvedReason } from './outcome.ts';
import type { NameRequest, RecordType, Transport } from './request.ts';
import { lastLine } from './stderr.ts';

/** A query to a DNS server. */
export type DnsQuery = Omit<NameRequest, 'kind'>;

/**
 * Sends queries to the DNS server $1, one after another over one socket, and prints for each the time and the answer in
 * hex. It uses bash, because neither nginx's image nor Grafana's has a DNS client, and printf by env, because bash's own
 * writes a line at a time. Over TCP, an answer begins with two bytes for its length.
 */
const QUERY_EACH = `
exec 3<>"/dev/$2/$1/53" || exit
over=$2
shift 2
for query; do
  printf '@ %s\\n' "$EPOCHREALTIME"
  env printf "$query" >&3
  case $over in
    udp) dd bs=65535 count=1 <&3 2>/dev/null ;;
    tcp) head -c $((0x$(dd bs=1 count=2 <&3 2>/dev/null | od -A n -t x1 | tr -d ' '))) <&3 ;;
  esac | od -A n -v -t x1
done
printf '@ %s\\n' "$EPOCHREALTIME"`;

/** Queries the first nameserver in the container's resolv.conf. */
const QUERY = `
ns=$(sed -n 's/^nameserver[[:space:]]*//p' /etc/resolv.conf | head -n 1)
printf 'resolver %s\\n' "$ns"
limit=$1 over=$2 each=$3
shift 3
timeout "$limit" bash -c "$each" dns "$ns" "$over" "$@"`;

/** The command that sends queries to a container's DNS server, one after another, all over the transport of the first. */
export function dnsCommand(queries: readonly DnsQuery[], limitMs: number): Command {
  const over = queries[0]?.over ?? 'UDP';
  const escaped = queries.map((query) =>
    [...packetOf(query, over)].map((byte) => String.raw`\x${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  const words = ['sh', '-c', QUERY, 'dns', String(limitMs / 1000), over.toLowerCase(), QUERY_EACH, ...escaped];
  return { words, limitMs };
}

function packetOf({ name, type }: DnsQuery, over: Transport): Uint8Array {
  const encode = over === 'TCP' ? dnsPacket.streamEncode : dnsPacket.encode;
  return encode({
    type: 'query',
    id: randomInt(0x10000),
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ type, name }],
  });
}

/** The answer to one query, and how long it took; without a time where the image's bash has no clock. */
export type TimedResolution = Resolution & { readonly tookMs?: number };

/** The answer to each query. Without a valid answer in time, the name is unresolved. */
export function readDns({ stdout, stderr }: CommandResult, queries: readonly DnsQuery[]): TimedResolution[] {
  const [first = '', ...answers] = stdout.split(/^@ ?/m);
  const resolver = first.match(/^resolver (\S+)$/m)?.[1];
  if (!resolver)
    throw new ProbeError(`the container has no nameserver in resolv.conf: ${lastLine(stderr.trim() || first)}`);
  if (/bash: (command )?not found|No such file or directory/.test(stderr) && /bash/.test(stderr)) {
    throw new ProbeError(`the image has no bash to send DNS queries with: ${lastLine(stderr)}`);
  }
  return queries.map(({ type }, index) => {
    const [sent = '', ...lines] = (answers[index] ?? '').split('\n');
    const [answered = ''] = (answers[index + 1] ?? '').split('\n');
    const bytes = Buffer.from(lines.join('').replace(/\s/g, ''), 'hex');
    const answer: NameAnswer = bytes.length === 0 ? { kind: 'unresolved', reason: 'no answer' } : answerIn(bytes, type);
    return { ...answer, resolver, ...timeBetween(sent, answered) };
  });
}

/** The time between two readings of bash's clock, in seconds with a comma or a point. */
function timeBetween(sent: string, answered: string): { tookMs?: number } {
  const [from = Number.NaN, to = Number.NaN] = [sent, answered].map((text) =>
    Number.parseFloat(text.replace(',', '.')),
  );
  return Number.isNaN(to - from) ? {} : { tookMs: Math.round((to - from) * 1000) };
}

function answerIn(bytes: Buffer, type: RecordType): NameAnswer {
  const packet = decoded(bytes);
  if (packet?.type !== 'response') return { kind: 'unresolved', reason: 'unknown' };
  if (packet.flag_tc) return { kind: 'truncated' };
  if (packet.rcode !== 'NOERROR') return { kind: 'unresolved', reason: rcodes[packet.rcode] ?? 'unknown' };
  const found = (packet.answers ?? []).flatMap((record) =>
    record.type === type ? [String((record as { data: unknown }).data)] : [],
  );
  if (found.length === 0) return { kind: 'unresolved', reason: 'NODATA' };
  return type === 'PTR' ? { kind: 'named', names: found } : { kind: 'resolved', addresses: found };
}

/** The packet in these bytes; undefined where there is none. */
function decoded(bytes: Buffer): (dnsPacket.DecodedPacket & { rcode: string }) | undefined {
  try {
    const packet = dnsPacket.decode(bytes) as dnsPacket.DecodedPacket & { rcode: string };
    // where an address is cut off, dns-packet reads beyond the end
    return dnsPacket.decode.bytes > bytes.length ? undefined : packet;
  } catch {
    return undefined;
  }
}

const rcodes: Record<string, UnresolvedReason> = { NXDOMAIN: 'NXDOMAIN', SERVFAIL: 'SERVFAIL', REFUSED: 'REFUSED' };

/** The name for the reverse lookup of an IPv4 address: RFC 1035, 3.5. */
export function reverseName(address: string): string {
  return `${address.split('.').toReversed().join('.')}.in-addr.arpa`;
}

/** The command line that a report shows. */
export function digLine({ name, type, over = 'UDP' }: DnsQuery, resolver: string): string {
  return `dig ${over === 'TCP' ? '+tcp ' : ''}@${resolver} ${type} ${name}`;
}
