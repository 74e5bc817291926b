import { isIP, isIPv6 } from 'node:net';
import { quote } from '../../engine/quote.ts';
import { type Declarations, aliasesOf } from '../declare.ts';
import { addressVariable, processVariable, shellVariable } from './hosts.ts';
import {
  type Replacement,
  type PortReplacement,
  type Members,
  replacementsOf,
  portReplacementsOf,
} from './replacements.ts';
import { containerIn } from './plan.ts';
import { hostVariable } from './script.ts';

/** The placeholders in a script for the names, addresses and ports of a run, which change each time. */
export class Placeholders {
  /** The members that the script has mentioned so far. */
  readonly touched = new Set<string>();
  private readonly declarations: Declarations;
  private readonly known: readonly Replacement[];
  private readonly ports: readonly PortReplacement[];
  /** The definitions of the variables used so far. */
  private defined = new Set<string>();
  private readonly lasting = new Set<string>();
  private wanted: string[] = [];

  /** Where several members share a value, such as a gateway, one of `preferred` is chosen. */
  constructor(declarations: Declarations, members: Members, preferred: ReadonlySet<string> = new Set()) {
    this.declarations = declarations;
    const all = Object.entries(members);
    const rank = ({ member }: { readonly member: string }): number => (preferred.has(member) ? 0 : 1);
    this.known = all
      .flatMap(([name, member]) => replacementsOf(name, member, members))
      .toSorted((one, other) => other.literal.length - one.literal.length || rank(one) - rank(other));
    this.ports = all
      .flatMap(([name, member]) => portReplacementsOf(name, member, members))
      .toSorted((one, other) => rank(one) - rank(other));
  }

  /** A word of a command, quoted for a shell. */
  word(text: string): string {
    // a variable of the script
    if (/^\$[A-Za-z_]\w*$/.test(text)) return `"${text}"`;
    this.touchHolders(text);
    const pieces = this.withPorts(text);
    const texts = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text));
    const isFixed = pieces.every((piece) => typeof piece === 'string' || !piece.text.startsWith('$'));
    for (const piece of pieces) if (typeof piece !== 'string') this.use(piece);
    if (isFixed) return quote(texts.join(''));
    const escaped = pieces.map((piece) => (typeof piece === 'string' ? escape(piece) : piece.text));
    return `"${escaped.join('')}"`;
  }

  /** An observation or expectation, with the names of members instead of their addresses. */
  observation(text: string, touches = true): { readonly text: string; readonly hasAddresses: boolean } {
    const pieces = this.pieces(text);
    const named = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.name)).join('');
    for (const piece of pieces)
      if (touches && typeof piece !== 'string' && piece.kind !== 'gateway') this.touched.add(piece.member);
    const hasAddresses = pieces.some((piece) => typeof piece !== 'string' && piece.kind === 'address');
    return { text: named, hasAddresses };
  }

  /** Touches the members whose variables a line uses. */
  touchVariables(line: string): void {
    const used = new Set([...line.matchAll(/\$(\w+)/g)].map(([, name]) => name));
    for (const name of Object.keys(this.declarations)) {
      const own = [hostVariable, addressVariable, shellVariable, processVariable].map((of) => of(name));
      if (own.some((each) => used.has(each))) this.touched.add(name);
    }
  }

  /** The definitions of variables that were used for the first time since the last call. */
  takeDefinitions(): string[] {
    const taken = this.wanted;
    this.wanted = [];
    return taken;
  }

  /** Forgets addresses and ports, which an action may change, but not IDs. */
  forget(): void {
    this.defined = new Set(this.lasting);
  }

  private use({ definition, member, kind }: Replacement | PortReplacement): void {
    this.touched.add(member);
    if (definition === undefined || this.defined.has(definition)) return;
    if (kind === 'name') this.lasting.add(definition);
    this.defined.add(definition);
    this.wanted.push(definition);
  }

  /** Touches the containers with a requested name: the behaviour judges whether it resolves. */
  private touchHolders(text: string): void {
    const name = (text.match(/https?:\/\/([^/:[\]\s]+)/)?.[1] ?? text).replace(/\.$/, '').toLowerCase();
    for (const [member, declared] of Object.entries(this.declarations)) {
      const container = containerIn(declared);
      if (!container) continue;
      const { hostname = '', alsoOn = [], addHost = {} } = container;
      const aliases = [container, ...alsoOn].flatMap(aliasesOf);
      const names = [...aliases, hostname, ...Object.keys(addHost)].map((each) => each.toLowerCase());
      if (names.some((own) => own !== '' && (name === own || name.startsWith(`${own}.dnc-`)))) this.touched.add(member);
    }
  }

  private withPorts(text: string): (string | Replacement | PortReplacement)[] {
    const alone = /^\d{4,5}$/.test(text) ? this.port(text, 'udp on IPv4') : undefined;
    if (alone) return [alone];
    const udp = text.match(/^(.*\/dev\/udp\/[\d.a-f:]+\/)(\d+)(.*)$/s);
    const page = text.match(/^(https?:\/\/(?:\[[^\]]*\]|[^/:]*):)(\d+)(.*)$/s);
    const [, start = '', port, rest = ''] = udp ?? page ?? [];
    const family = udp ? 'udp on IPv4' : start.includes('[') ? 'tcp on IPv6' : 'tcp on IPv4';
    const found = this.isContainers(start) ? undefined : this.port(port, family);
    return found ? [...this.pieces(start), found, ...this.pieces(rest)] : this.pieces(text);
  }

  private port(literal: string | undefined, kind: string): PortReplacement | undefined {
    const found = this.ports.filter((known) => known.literal === literal);
    return found.find((known) => known.kind === kind) ?? found[0];
  }

  /** Whether an address is one at which a container's own ports answer, and no published ones. */
  private isContainers(start: string): boolean {
    const address = start.match(/(?:\/\/|\/dev\/udp\/)\[?([\da-f.:]+?)\]?[:/]$/)?.[1];
    return this.known.some(
      ({ literal, kind, definition, chosen }) => kind === 'address' && (definition || chosen) && literal === address,
    );
  }

  private pieces(text: string): (string | Replacement)[] {
    for (const known of this.known) {
      const at = positionOf(known.literal, text);
      if (at >= 0)
        return [...this.pieces(text.slice(0, at)), known, ...this.pieces(text.slice(at + known.literal.length))];
    }
    return [text];
  }
}

/** The position of a whole literal in a text: 172.17.0.2 is not in 172.17.0.23. */
function positionOf(literal: string, text: string): number {
  const isAddress = isIP(literal) > 0;
  const end = isIPv6(literal) ? /^[\w:]/ : isAddress ? /^\d|^\.\d/ : /^\w/;
  const start = isAddress ? /[\w.]/ : /[\w-]/;
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
    const before = text[at - 1] ?? '';
    if (!start.test(before) && !end.test(text.slice(at + literal.length))) return at;
  }
  return -1;
}

function escape(text: string): string {
  return text.replace(/["$`\\]/g, String.raw`\$&`);
}
