/** A NAT rule of a host that forwards a port to another address, or to another port of the host itself. */
export interface NatRule {
  readonly protocol: 'tcp' | 'udp';
  /** The destination address that it is for; `0.0.0.0` and `::` for all addresses of the host. */
  readonly address: string;
  /** NaN for any port. */
  readonly port: number;
  /** The address to which it forwards; undefined for the host itself. */
  readonly to: string | undefined;
  readonly toPort: number | undefined;
}

/**
 * Lists the NAT rules of a host, with as many of these programs as it has: an image in which the suite runs may have none.
 * The legacy variant has tables of its own, and without `-t` it only lists those that exist.
 */
export const NAT_RULES_SCRIPT = [
  'PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH',
  'for list in "nft -n list ruleset" "iptables-save" "ip6tables-save" "iptables-legacy-save" "ip6tables-legacy-save"; do',
  '  command -v "${list%% *}" >/dev/null || continue',
  '  exists=1',
  '  $list 2>/dev/null && found=1',
  'done',
  '[ -n "$found" ] || [ -z "$exists" ]',
].join('\n');

/** Parses the rules in the output of nft and iptables-save; of other rules, it knows nothing. */
export function parseNatRules(text: string): NatRule[] {
  return text.split('\n').flatMap((line) => ruleIn(line) ?? []);
}

const DNAT = /(?:--to-destination |\bdnat (?:ip6? )?to )\[?([\da-f.:]*[\da-f])\]?(?::(\d+))?(?:\s|$)/;
/** `10.88.0.2:80` and `10.88.0.2`: an IPv4 address has no other colon. */
const IPV4 = /^(\d+\.\d+\.\d+\.\d+)(?::(\d+))?$/;
const REDIRECT = /(?:--to-ports |\bredirect to :)(\d+)/;

function ruleIn(line: string): NatRule | undefined {
  const protocol = line.match(/(?:-p |\b)(tcp|udp)\b/)?.[1] === 'udp' ? 'udp' : 'tcp';
  const port = Number(line.match(/\bdport (\d+)\b/)?.[1] ?? Number.NaN);
  const destination = line.match(/(?:^|\s)(?:-d|ip6? daddr) ([\da-f.:]+)/)?.[1];
  const redirected = line.match(REDIRECT)?.[1];
  if (redirected !== undefined)
    return { protocol, port, address: destination ?? '0.0.0.0', to: undefined, toPort: Number(redirected) };
  const [, target, targetPort] = line.match(DNAT) ?? [];
  if (target === undefined) return undefined;
  const [, address = target, plainPort = targetPort] = target.match(IPV4) ?? [];
  const any = address.includes(':') ? '::' : '0.0.0.0';
  const toPort = plainPort === undefined ? undefined : Number(plainPort);
  return { protocol, port, address: destination ?? any, to: address, toPort };
}
