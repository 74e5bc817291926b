import { randomInt } from 'node:crypto';
import dnsPacket from 'dns-packet';
import type { Command, CommandResult } from './exec.ts';
import { ProbeError, type Resolution, type UnresolvedReason } from './outcome.ts';
import { lastWords } from './said.ts';

export type RecordType = 'A' | 'AAAA';

/**
 * Sends one datagram to the first nameserver of the container's resolv.conf and prints the answer in hex. Through bash,
 * because neither nginx's image nor Grafana's has a DNS client; printf through env, because bash's own writes a line at a time.
 */
const ASK = `
ns=$(sed -n 's/^nameserver[[:space:]]*//p' /etc/resolv.conf | head -n 1)
printf 'resolver %s\\n' "$ns"
timeout "$1" bash -c 'exec 3<>"/dev/udp/$1/53" && env printf "$2" >&3 && dd bs=4096 count=1 <&3 2>/dev/null' dns "$ns" "$2" | od -A n -v -t x1`;

/** The command that asks a container's resolver for the addresses of a name. */
export function dnsCommand(name: string, type: RecordType, limitMs: number): Command {
  const id = randomInt(0x10000);
  const query = dnsPacket.encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ type, name }],
  });
  const escaped = [...query].map((byte) => String.raw`\x${byte.toString(16).padStart(2, '0')}`).join('');
  return { words: ['sh', '-c', ASK, 'dns', String(limitMs / 1000), escaped], limitMs };
}

/** What the resolver said. No answer in time, or an answer that is none, is an outcome too: the name stays unresolved. */
export function readDns({ stdout, stderr }: CommandResult, type: RecordType): Resolution {
  const [first = '', ...lines] = stdout.split('\n');
  const resolver = first.match(/^resolver (\S+)$/)?.[1];
  if (!resolver) throw new ProbeError(`the container has no nameserver to ask: ${lastWords(stderr.trim() || first)}`);
  if (/bash: (command )?not found|No such file or directory/.test(stderr) && /bash/.test(stderr)) {
    throw new ProbeError(`the image has no bash to ask a DNS question with: ${lastWords(stderr)}`);
  }
  const bytes = Buffer.from(lines.join('').replace(/\s/g, ''), 'hex');
  if (bytes.length === 0) return { kind: 'unresolved', reason: 'no answer', resolver };
  return { ...meaning(bytes, type), resolver };
}

function meaning(
  bytes: Buffer,
  type: RecordType,
): { kind: 'resolved'; addresses: string[] } | { kind: 'unresolved'; reason: UnresolvedReason } {
  const packet = decoded(bytes);
  if (packet?.type !== 'response') return { kind: 'unresolved', reason: 'unknown' };
  if (packet.rcode !== 'NOERROR') return { kind: 'unresolved', reason: rcodes[packet.rcode] ?? 'unknown' };
  const addresses = (packet.answers ?? []).flatMap((answer) =>
    answer.type === type ? [String((answer as { data: unknown }).data)] : [],
  );
  return addresses.length > 0 ? { kind: 'resolved', addresses } : { kind: 'unresolved', reason: 'NODATA' };
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
