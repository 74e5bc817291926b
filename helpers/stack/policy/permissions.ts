import { type Stack, replicasOf, servicesOf } from '../stack.ts';
import { remedyText, stateText } from '../stopped.ts';
import { type Placed, type Policy, type Rule, outsiders } from './policy.ts';
import { policyError, unknown } from './read.ts';
import type { Transport, Way } from './way.ts';

/** What a rule is about: a port of a container, a ping, or a name. */
export type Subject =
  | { readonly kind: Transport; readonly port: number }
  | { readonly kind: 'icmp' }
  /** Without a name, it is the name of the service. */
  | { readonly kind: 'name'; readonly name?: string };

/** Whether a party may reach another. `tolerated`: it may, and need not. */
export interface Permission {
  readonly kind: 'required' | 'tolerated' | 'forbidden';
  /** The rule that says so; undefined where no rule is about it, so that it is closed. */
  readonly rule: Rule | undefined;
}

/** A rule with the services and outsiders that it is about. */
interface ExpandedRule {
  readonly rule: Rule;
  readonly from: ReadonlySet<string>;
  readonly to: ReadonlySet<string>;
}

/** The rules of a policy for a stack. */
export class Permissions {
  private readonly rules: readonly ExpandedRule[];

  /** Throws a UserError for a party that the stack does not have. `declared` are the services in compose.yaml. */
  constructor(policy: Policy, stack: Stack, declared: readonly string[]) {
    refuseServices(policy, stack, declared);
    const expansion = new Expansion(policy, stack, declared);
    this.rules = policy.rules.map((rule) => ({
      rule,
      from: expansion.of(rule.from),
      to: expansion.of(rule.to, ['host', 'world']),
    }));
    const outward = policy.rules.flatMap(({ to }) => to).find(({ text }) => text === 'world');
    if (policy.world.length === 0 && (outward || policy.strict.includes('world')))
      throw policyError(
        policy.file,
        outward ?? { line: 1, column: 1 },
        'world is a target here, and nothing stands for it: add "world: [tcp://ADDRESS:PORT]"',
      );
  }

  /** What the rules say of one subject. A party does not need permission to reach itself. */
  of(from: string, to: string, subject: Subject): Permission {
    const about = this.rules.filter((one) => one.to.has(to));
    const denied = about.find(
      (one) => one.rule.verb === 'deny' && covers(one.from, from) && speaksOf(one.rule, subject),
    );
    if (denied) return { kind: 'forbidden', rule: denied.rule };
    const allowing = about.filter((one) => one.rule.verb === 'allow');
    const exact = allowing.find((one) => covers(one.from, from) && speaksOf(one.rule, subject));
    // who allows all the world allows the LAN, this host and the other services
    const implied = allowing.find((one) => includes(one.from, from) && speaksOf(one.rule, subject));
    const needed = exact && exact.rule.by.some((way) => requires(way, subject));
    if (needed) return { kind: 'required', rule: exact.rule };
    const tolerant = exact ?? implied ?? (isCompanion(subject) ? this.allowing(from, to) : undefined);
    return tolerant ? { kind: 'tolerated', rule: tolerant.rule } : { kind: 'forbidden', rule: undefined };
  }

  /** The single ports that rules of allow name from one party to another: they must have a listener. */
  namedPorts(from: string, to: string): { readonly kind: Transport; readonly port: number }[] {
    return singlePorts(this.between(from, to).flatMap(({ rule }) => rule.by));
  }

  /** The names that rules of allow want resolved from one party to another. */
  namedNames(from: string, to: string): string[] {
    return this.between(from, to).flatMap(({ rule }) =>
      rule.by.flatMap((way) => (way.kind === 'name' && way.name !== undefined ? [way.name] : [])),
    );
  }

  /** The single ports that rules of allow name at a party, whoever sends. */
  portsOf(to: string): { readonly kind: Transport; readonly port: number }[] {
    const ways = this.rules.filter((one) => one.to.has(to)).flatMap(({ rule }) => rule.by);
    return singlePorts(ways);
  }

  /** Whether a rule is about a ping from one party to another, or about everything. */
  concernsPing(from: string, to: string): boolean {
    const rules = this.rules.filter((one) => covers(one.from, from) && one.to.has(to)).map(({ rule }) => rule);
    return rules.some(isAboutPing);
  }

  /** Whether any rule is about a ping, or about everything. */
  get concernsPings(): boolean {
    return this.rules.some(({ rule }) => isAboutPing(rule));
  }

  /** Whether one party needs the name of another service: a rule wants it, or a port that is reached by it. */
  needsName(from: string, to: string): boolean {
    const ways = this.between(from, to).flatMap(({ rule }) => rule.by);
    return ways.some((way) => (way.kind === 'name' && way.name === undefined) || isSinglePort(way));
  }

  /** Whether any rule names this party as one that sends. */
  sends(party: string): boolean {
    return this.rules.some(({ from }) => covers(from, party));
  }

  /** Whether any rule names this party as one that answers. */
  answers(party: string): boolean {
    return this.rules.some(({ to }) => to.has(party));
  }

  /** Whether a rule that names both allows one party to open something at another. */
  allowsAny(from: string, to: string): boolean {
    return this.between(from, to).length > 0;
  }

  private between(from: string, to: string): ExpandedRule[] {
    return this.rules.filter((one) => one.rule.verb === 'allow' && covers(one.from, from) && one.to.has(to));
  }

  private allowing(from: string, to: string): ExpandedRule | undefined {
    return this.rules.find((one) => one.rule.verb === 'allow' && includes(one.from, from) && one.to.has(to));
  }
}

function singlePorts(ways: readonly Way[]): { readonly kind: Transport; readonly port: number }[] {
  return ways.flatMap((way) => (isSinglePort(way) ? [{ kind: way.kind, port: way.first }] : []));
}

function isSinglePort(way: Way): way is Ports {
  return isTransport(way) && way.first === way.last;
}

/** The LAN host stands for the world as well: both come from outside the engine's host. */
function covers(parties: ReadonlySet<string>, from: string): boolean {
  return parties.has(from) || (from === 'lan' && parties.has('world'));
}

function includes(parties: ReadonlySet<string>, from: string): boolean {
  return covers(parties, from) || parties.has('world') || parties.has('lan');
}

function speaksOf({ by }: Rule, subject: Subject): boolean {
  return by.some((way) => way.kind === 'any' || matches(way, subject));
}

/** A range allows what listens in it, and needs no listener at each of its ports. */
function requires(way: Way, subject: Subject): boolean {
  return matches(way, subject) && (!isTransport(way) || way.first === way.last);
}

function matches(way: Way, subject: Subject): boolean {
  if (isTransport(way)) return way.kind === subject.kind && way.first <= subject.port && subject.port <= way.last;
  if (way.kind === 'name' && subject.kind === 'name') return way.name === subject.name;
  return way.kind === subject.kind;
}

function isAboutPing({ by }: Rule): boolean {
  return by.some(({ kind }) => kind === 'icmp' || kind === 'any');
}

type Ports = Extract<Way, { kind: Transport }>;

function isTransport(way: Way): way is Ports {
  return way.kind === 'tcp' || way.kind === 'udp';
}

/** A name and a ping may come with any port that is allowed. */
function isCompanion({ kind }: Subject): boolean {
  return kind === 'name' || kind === 'icmp';
}

/** Throws a UserError for a group with the name of a service: rules would name the one, and mean the other. */
function refuseServices(
  { file, groups }: Policy,
  { containers, partOf, stopped }: Stack,
  declared: readonly string[],
): void {
  const all = [...containers, ...stopped].map(({ service }) => service);
  const services = new Set([...all, ...partOf.keys(), ...declared]);
  for (const [name, { placed }] of groups)
    if (services.has(name))
      throw policyError(file, placed, `"${name}" is a service already: give this group another name`);
}

/** Turns the parties of rules into services and outsiders. */
class Expansion {
  private readonly policy: Policy;
  private readonly stack: Stack;
  private readonly services: readonly string[];
  private readonly declared: readonly string[];

  constructor(policy: Policy, stack: Stack, declared: readonly string[]) {
    this.policy = policy;
    this.stack = stack;
    this.declared = declared;
    this.services = servicesOf(stack);
  }

  of(
    parties: readonly Placed[],
    outside: readonly string[] = outsiders,
    through: readonly string[] = [],
  ): ReadonlySet<string> {
    return new Set(parties.flatMap((party) => [...this.one(party, outside, through)]));
  }

  private one(party: Placed, outside: readonly string[], through: readonly string[]): Iterable<string> {
    const { text } = party;
    const { policy, stack, services } = this;
    if (text === 'services') return services;
    if (outside.includes(text)) return [text];
    const group = policy.groups.get(text);
    if (group) {
      if (through.includes(text)) throw policyError(policy.file, party, `the group ${text} contains itself`);
      return this.of(group.parties, outside, [...through, text]);
    }
    if (text.startsWith('network:')) return this.onNetwork(party, text.slice('network:'.length));
    const owner = stack.partOf.get(text) ?? text;
    if (services.includes(owner)) return [owner];
    throw policyError(policy.file, party, this.missing(text, outside));
  }

  private onNetwork(party: Placed, key: string): string[] {
    const known = this.stack.networks.map((network) => network.key);
    if (!known.includes(key)) throw policyError(this.policy.file, party, unknown('network', key, known));
    const isOnIt = (service: string): boolean =>
      replicasOf(this.stack, service).some(({ endpoints }) => endpoints.some(({ network }) => network === key));
    return this.services.filter(isOnIt);
  }

  private missing(text: string, outside: readonly string[]): string {
    const stopped = this.stack.stopped.filter(({ service }) => service === text);
    const [one] = stopped;
    if (one)
      return `the service ${text} does not run, its container ${one.name} is ${stateText(one)}: ${remedyText(stopped)}`;
    if (this.declared.includes(text))
      return `the service ${text} is in the Compose file and has no container: start it with docker compose up -d ${text}`;
    if ((outsiders as readonly string[]).includes(text)) return `${text} cannot be the one that answers`;
    return unknown('party', text, [...this.services, ...this.policy.groups.keys(), ...outside, 'services']);
  }
}
