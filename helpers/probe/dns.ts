import { randomInt } from 'node:crypto';
import dnsPacket, { type Answer, type DecodedPacket, type OptAnswer, type RecordType as PacketType } from 'dns-packet';
import type { Command, CommandResult } from './batch.ts';
import { timeBetween } from './clock.ts';
import { TIMED_OUT } from './limits.ts';
import { type NameAnswer, ProbeError, type Resolution, type UnresolvedReason, isUnansweredLookup } from './outcome.ts';
import type { NameRequest, RecordType, Transport } from './request.ts';
import { lastLine } from './stderr.ts';

/** A query to a DNS server. */
export type DnsQuery = Omit<NameRequest, 'kind'>;

/** A query with the id that its answer must have. */
export interface SentQuery extends DnsQuery {
  readonly id: number;
}

/** A query with a random id. */
export function withId(query: DnsQuery): SentQuery {
  return { ...query, id: randomInt(0x10000) };
}

/**
 * Sends queries to the DNS server $1, one after another over one socket, and prints for each the time and the answer in
 * hex. It uses bash, because neither nginx's image nor Grafana's has a DNS client, and printf by env for a query with the
 * byte of a newline, after which bash's own would begin another datagram. Over TCP, an answer begins with two bytes for its
 * length.
 */
const QUERY_EACH = `
exec 3<>"/dev/$2/$1/53" || exit
over=$2
shift 2
for query; do
  printf '@ %s\\n' "$EPOCHREALTIME"
  case $query in
    *x0a*) env printf "$query" >&3 ;;
    *) printf "$query" >&3 ;;
  esac
  case $over in
    udp) dd bs=65535 count=1 <&3 2>/dev/null ;;
    tcp) head -c $((0x$(dd bs=1 count=2 <&3 2>/dev/null | od -A n -t x1 | tr -d ' '))) <&3 ;;
  esac | od -A n -v -t x1
done
printf '@ %s\\n' "$EPOCHREALTIME"`;

/** Queries the first nameserver in the container's resolv.conf, and prints the time where the limit ended that. */
const QUERY = `
ns=
while read -r key value _ || [ -n "$key" ]; do
  [ "$key" = nameserver ] && ns=$value && break
done </etc/resolv.conf
printf 'resolver %s\\n' "$ns"
limit=$1 over=$2 each=$3
shift 3
timeout "$limit" bash -c "$each" dns "$ns" "$over" "$@"
code=$?
case $code in ${[...TIMED_OUT].join(' | ')}) bash -c 'printf "@ %s\\n" "$EPOCHREALTIME"' ;; esac
exit $code`;

/** The command that sends queries to a container's DNS server, one after another, all over the transport of the first. */
export function dnsCommand(queries: readonly SentQuery[], limitMs: number): Command {
  const over = queries[0]?.over ?? 'UDP';
  const escaped = queries.map((query) =>
    [...packetOf(query, over)].map((byte) => String.raw`\x${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  const words = ['sh', '-c', QUERY, 'dns', String(limitMs / 1000), over.toLowerCase(), QUERY_EACH, ...escaped];
  return { words, limitMs };
}

/** The length of answers that most programs request: https://www.dnsflagday.net/2020/ */
const EDNS_BYTES = 1232;

const opt = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: EDNS_BYTES,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
} as const satisfies OptAnswer;

/** The packet of a query. */
export function packetOf({ name, type, id, edns }: SentQuery, over: Transport): Uint8Array {
  const encode = over === 'TCP' ? dnsPacket.streamEncode : dnsPacket.encode;
  return encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ type: packetTypeOf(type), name }],
    ...(edns ? { additionals: [opt] } : {}),
  });
}

/** dns-packet does not know the type HTTPS of RFC 9460. */
function packetTypeOf(type: RecordType): PacketType {
  return (type === 'HTTPS' ? 'UNKNOWN_65' : type) as PacketType;
}

/** The answer to one query. */
export type ReadResolution = Resolution & {
  /** None where the image's bash has no clock. */
  readonly tookMs?: number;
  /** What is wrong with an invalid answer. */
  readonly wrong?: string;
};

/** The answer to each query. Without a valid answer in time, the name is unresolved. */
export function readDns({ exitCode, stdout, stderr }: CommandResult, queries: readonly SentQuery[]): ReadResolution[] {
  const [first = '', ...answers] = stdout.split(/^@ ?/m);
  const resolver = first.match(/^resolver (\S+)$/m)?.[1];
  if (!resolver)
    throw new ProbeError(`the container has no nameserver in resolv.conf: ${lastLine(stderr.trim() || first)}`);
  if (/bash: (command )?not found|No such file or directory/.test(stderr) && /bash/.test(stderr)) {
    throw new ProbeError(`the image has no bash to send DNS queries with: ${lastLine(stderr)}`);
  }
  // one for each query that was sent, and one for the end
  const times = answers.length;
  return queries.map((query, index) => {
    if (TIMED_OUT.has(exitCode) && times < index + 2) return { ...notSent, resolver };
    const [sent = '', ...lines] = (answers[index] ?? '').split('\n');
    const [answered = ''] = (answers[index + 1] ?? '').split('\n');
    const bytes = Buffer.from(lines.join('').replace(/\s/g, ''), 'hex');
    const answer: JudgedAnswer =
      bytes.length === 0 ? { kind: 'unresolved', reason: 'no answer' } : answerIn(bytes, query);
    return { ...answer, resolver, ...timeBetween(sent, answered) };
  });
}

/** The outcome of a query for which the one before it left no time. */
const notSent = {
  kind: 'unresolved',
  reason: 'no answer',
  tookMs: 0,
  wrong: 'not sent: the limit for all queries was over',
} as const;

/** How much of the limit must be silence: it includes the start of the programs that send the queries. */
const SILENT_PART = 0.5;

/**
 * The index of the first query that was sent so late in its limit, or not at all, that nothing follows from the missing
 * answer, as on a busy machine; -1 if there is none.
 */
export function firstTooLate({ exitCode }: CommandResult, answers: readonly ReadResolution[], limitMs: number): number {
  if (!TIMED_OUT.has(exitCode)) return -1;
  const first = answers.findIndex(isUnansweredLookup);
  const { tookMs = limitMs } = answers[first] ?? {};
  return tookMs < SILENT_PART * limitMs ? first : -1;
}

type JudgedAnswer = NameAnswer & { readonly wrong?: string; readonly offersRecursion?: true; readonly ttl?: number };

/** The answer to a query in these bytes. */
export function answerIn(bytes: Buffer, query: SentQuery): JudgedAnswer {
  const packet = decoded(bytes);
  const wrong = packet ? mistakeIn(packet, query) : `${bytes.length} bytes that are no DNS packet`;
  if (!packet || wrong !== undefined)
    return { kind: 'unresolved', reason: 'invalid answer', ...(wrong ? { wrong } : {}) };
  const content = contentOf(packet, query);
  return { ...content, ...(packet.flag_ra ? { offersRecursion: true } : {}), ...timeToLiveOf(packet, content) };
}

/** For how long what a packet answers may be cached, if it answers with records. */
function timeToLiveOf({ answers = [] }: Packet, { kind }: NameAnswer): { readonly ttl?: number } {
  const times = answers.flatMap((record) => ('ttl' in record ? (record.ttl ?? []) : []));
  return (kind === 'resolved' || kind === 'named') && times.length > 0 ? { ttl: Math.max(...times) } : {};
}

/** What a packet answers, which is one to the query. */
function contentOf(packet: Packet, { type }: SentQuery): NameAnswer {
  if (packet.flag_tc) return { kind: 'truncated' };
  if (packet.rcode !== 'NOERROR') return { kind: 'unresolved', reason: rcodes[packet.rcode] ?? 'unknown' };
  const found = (packet.answers ?? []).flatMap((record) =>
    record.type === packetTypeOf(type) ? [dataOf(record)] : [],
  );
  if (found.length === 0) return { kind: 'unresolved', reason: 'NODATA' };
  return type === 'A' || type === 'AAAA' ? { kind: 'resolved', addresses: found } : { kind: 'named', names: found };
}

function dataOf(record: Answer): string {
  const { data } = record as { data: unknown };
  return typeof data === 'string' ? data : JSON.stringify(data);
}

/** Why a packet is no answer to a query, as a clause; undefined where it is one. */
function mistakeIn(packet: Packet, { name, type, id }: SentQuery): string | undefined {
  if (packet.type !== 'response') return 'a query instead of an answer';
  if (packet.id !== id) return `an answer with the ID ${packet.id}, to a query with the ID ${id}`;
  const [question, ...more] = packet.questions ?? [];
  if (!question || more.length > 0) return `an answer with ${packet.questions?.length ?? 0} questions`;
  if (!isSameName(question.name, name) || question.type !== packetTypeOf(type) || question.class !== 'IN')
    return `an answer to ${question.class} ${question.type} ${question.name}`;
  const unrelated = unrelatedIn(packet.answers ?? [], name)[0];
  return unrelated && `an answer with a record of ${unrelated.name}`;
}

/** The records whose owner is neither the name nor an alias (CNAME) of it. */
function unrelatedIn(answers: readonly Answer[], name: string): Answer[] {
  const known = [name];
  const isKnown = (owner: string): boolean => known.some((one) => isSameName(one, owner));
  let unrelated = [...answers];
  for (;;) {
    const found = unrelated.filter((record) => isKnown(record.name));
    if (found.length === 0) return unrelated;
    unrelated = unrelated.filter((record) => !found.includes(record));
    known.push(...found.flatMap((record) => (record.type === 'CNAME' ? [record.data] : [])));
  }
}

/** RFC 4343: the case of a name is no part of it. */
function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

type Packet = DecodedPacket & { readonly rcode: string };

/** The packet in these bytes; undefined where there is none. */
function decoded(bytes: Buffer): Packet | undefined {
  try {
    const packet = dnsPacket.decode(bytes) as Packet;
    // where an address is cut off, dns-packet reads beyond the end
    return dnsPacket.decode.bytes > bytes.length ? undefined : packet;
  } catch {
    return undefined;
  }
}

const rcodes: Record<string, UnresolvedReason> = { NXDOMAIN: 'NXDOMAIN', SERVFAIL: 'SERVFAIL', REFUSED: 'REFUSED' };

/** The command line that a report shows. */
export function digLine({ name, type, over = 'UDP', edns }: DnsQuery, resolver: string): string {
  return `dig ${over === 'TCP' ? '+tcp ' : ''}${edns ? '+bufsize=1232 ' : ''}@${resolver} ${type} ${name}`;
}
