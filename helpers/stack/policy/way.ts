/** The transport protocols with ports. */
export type Transport = 'tcp' | 'udp';

/** How one party reaches another: a range of container ports, a ping, a name that resolves, or anything. */
export type Way =
  | { readonly kind: Transport; readonly first: number; readonly last: number }
  | { readonly kind: 'icmp' }
  /** Without a name, it is the name of the service. */
  | { readonly kind: 'name'; readonly name?: string }
  | { readonly kind: 'any' };

const LAST_PORT = 65_535;

/** The forms of a way, for editors and error messages. */
export const WAY_PATTERN = String.raw`^((tcp|udp)/(\*|\d{1,5}(-\d{1,5})?)|icmp|name(/[A-Za-z0-9._-]+)?|any)$`;

/** Parses `tcp/5432`, `udp/8000-8010`, `tcp/*`, `icmp`, `name`, `name/ALIAS` or `any`; undefined for anything else. */
export function parseWay(text: string): Way | undefined {
  if (!new RegExp(WAY_PATTERN).test(text)) return undefined;
  const [kind, what] = text.split('/');
  if (kind === 'icmp' || kind === 'any') return { kind };
  if (kind === 'name') return what === undefined ? { kind } : { kind, name: what };
  const [first = 0, last = first] = what === '*' ? [1, LAST_PORT] : (what ?? '').split('-').map(Number);
  const isRange = first >= 1 && first <= last && last <= LAST_PORT;
  return isRange ? { kind: kind as Transport, first, last } : undefined;
}
