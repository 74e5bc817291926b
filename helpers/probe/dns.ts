import { randomInt } from 'node:crypto';
import dnsPacket from 'dns-packet';
import type { Command, CommandResult } from './exec.ts';
import { type NameAnswer, ProbeError, type Resolution, type UnresolvedReason } from './outcome.ts';
import type { NameRequest, RecordType, Transport } from './request.ts';
import { lastWords } from './stderr.ts';

/** A query to a resolver. */
export type DnsQuestion = Omit<NameRequest, 'kind'>;

/**
 * Puts questions to the resolver $1, one after another over one socket, and prints for each the time and then the
 * answer in hex. Through bash, because neither nginx's image nor Grafana's has a DNS client; printf through env,
 * because bash's own writes a line at a time. Over TCP, two bytes before the answer tell its length.
 */
const ASK_EACH = `
exec 3<>"/dev/$2/$1/53" || exit
over=$2
shift 2
for question; do
  printf '@ %s\\n' "$EPOCHREALTIME"
  env printf "$question" >&3
  case $over in
    udp) dd bs=65535 count=1 <&3 2>/dev/null ;;
    tcp) head -c $((0x$(dd bs=1 count=2 <&3 2>/dev/null | od -A n -t x1 | tr -d ' '))) <&3 ;;
  esac | od -A n -v -t x1
done
printf '@ %s\\n' "$EPOCHREALTIME"`;

/** Asks the first nameserver of the container's resolv.conf. */
const ASK = `
ns=$(sed -n 's/^nameserver[[:space:]]*//p' /etc/resolv.conf | head -n 1)
printf 'resolver %s\\n' "$ns"
limit=$1 over=$2 each=$3
shift 3
timeout "$limit" bash -c "$each" dns "$ns" "$over" "$@"`;

/** The command that puts questions to a container's resolver, one after another; all of them travel as the first does. */
export function dnsCommand(questions: readonly DnsQuestion[], limitMs: number): Command {
  const over = questions[0]?.over ?? 'UDP';
  const escaped = questions.map((question) =>
    [...packetOf(question, over)].map((byte) => String.raw`\x${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  const words = ['sh', '-c', ASK, 'dns', String(limitMs / 1000), over.toLowerCase(), ASK_EACH, ...escaped];
  return { words, limitMs };
}

function packetOf({ name, type }: DnsQuestion, over: Transport): Uint8Array {
  const encode = over === 'TCP' ? dnsPacket.streamEncode : dnsPacket.encode;
  return encode({
    type: 'query',
    id: randomInt(0x10000),
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ type, name }],
  });
}

/** What a resolver said to one question, and how long it took; without a time where the image's bash has no clock. */
export type Said = Resolution & { readonly tookMs?: number };

/** What the resolver said to each question. No answer in time, or an answer that is none, is an outcome too: the name stays unresolved. */
export function readDns({ stdout, stderr }: CommandResult, questions: readonly DnsQuestion[]): Said[] {
  const [first = '', ...answers] = stdout.split(/^@ ?/m);
  const resolver = first.match(/^resolver (\S+)$/m)?.[1];
  if (!resolver) throw new ProbeError(`the container has no nameserver to ask: ${lastWords(stderr.trim() || first)}`);
  if (/bash: (command )?not found|No such file or directory/.test(stderr) && /bash/.test(stderr)) {
    throw new ProbeError(`the image has no bash to ask a DNS question with: ${lastWords(stderr)}`);
  }
  return questions.map(({ type }, index) => {
    const [asked = '', ...lines] = (answers[index] ?? '').split('\n');
    const [answered = ''] = (answers[index + 1] ?? '').split('\n');
    const bytes = Buffer.from(lines.join('').replace(/\s/g, ''), 'hex');
    const meant: NameAnswer = bytes.length === 0 ? { kind: 'unresolved', reason: 'no answer' } : meaning(bytes, type);
    return { ...meant, resolver, ...taken(asked, answered) };
  });
}

/** The time between two readings of bash's clock, in seconds with a comma or a point. */
function taken(asked: string, answered: string): { tookMs?: number } {
  const [from = Number.NaN, to = Number.NaN] = [asked, answered].map((text) =>
    Number.parseFloat(text.replace(',', '.')),
  );
  return Number.isNaN(to - from) ? {} : { tookMs: Math.round((to - from) * 1000) };
}

function meaning(bytes: Buffer, type: RecordType): NameAnswer {
  const packet = decoded(bytes);
  if (packet?.type !== 'response') return { kind: 'unresolved', reason: 'unknown' };
  if (packet.flag_tc) return { kind: 'truncated' };
  if (packet.rcode !== 'NOERROR') return { kind: 'unresolved', reason: rcodes[packet.rcode] ?? 'unknown' };
  const told = (packet.answers ?? []).flatMap((answer) =>
    answer.type === type ? [String((answer as { data: unknown }).data)] : [],
  );
  if (told.length === 0) return { kind: 'unresolved', reason: 'NODATA' };
  return type === 'PTR' ? { kind: 'named', names: told } : { kind: 'resolved', addresses: told };
}

/** A packet, or undefined where the bytes are none. */
function decoded(bytes: Buffer): (dnsPacket.DecodedPacket & { rcode: string }) | undefined {
  try {
    const packet = dnsPacket.decode(bytes) as dnsPacket.DecodedPacket & { rcode: string };
    // dns-packet reads on where an address is cut off, and makes up the rest of it
    return dnsPacket.decode.bytes > bytes.length ? undefined : packet;
  } catch {
    return undefined;
  }
}

const rcodes: Record<string, UnresolvedReason> = { NXDOMAIN: 'NXDOMAIN', SERVFAIL: 'SERVFAIL', REFUSED: 'REFUSED' };

/** The name under which an IPv4 address is looked up: RFC 1035, 3.5. */
export function reverseName(address: string): string {
  return `${address.split('.').toReversed().join('.')}.in-addr.arpa`;
}

/** The question as a person would put it. */
export function digByHand({ name, type, over = 'UDP' }: DnsQuestion, resolver: string): string {
  return `dig ${over === 'TCP' ? '+tcp ' : ''}@${resolver} ${type} ${name}`;
}
