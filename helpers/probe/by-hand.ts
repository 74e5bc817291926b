import type Dockerode from 'dockerode';
import { roleImages } from '../images/roles.ts';
import { type Deed, type Step, noted } from '../scenario/steps.ts';
import type { Interface, Route } from './devices.ts';
import type { DnsQuestion } from './dns.ts';
import { isAside } from './journal.ts';
import { type DatagramOutcome, type NameOutcome, type Outcome, type PageOutcome, briefly } from './outcome.ts';
import { printProbe } from './request.ts';

/** Where a command is run: in a container, on a host by its shell, on the host of an engine by a container there, or on this machine as it is. */
export type Place =
  | { readonly container: string; readonly engine?: Dockerode }
  | { readonly hostOf: Dockerode }
  | { readonly shell: string }
  | 'this machine';

const SECONDS = 1000;

/** How each outcome is asked for by hand: whoever takes one that was asked for all has its steps in its own script. */
const stepsOf = new WeakMap<Outcome, readonly Step[]>();

function kept<O extends Outcome>(outcome: O, steps: readonly Step[]): O {
  stepsOf.set(outcome, steps);
  if (!isAside()) steps.forEach(noted);
  return outcome;
}

/** Notes the steps of an outcome that was asked for earlier. */
export function notedAgain(outcome: Outcome): void {
  stepsOf.get(outcome)?.forEach(noted);
}

/** The command of a person who asks for a page from somewhere; `before` is what they do for it first. */
export function notedPage(
  place: Place,
  url: string,
  withinMs: number,
  outcome: PageOutcome,
  before: readonly Step[] = [],
): PageOutcome {
  const curl = ['curl', '-siv', '-g', '--noproxy', '*', '-m', String(withinMs / SECONDS), url];
  return kept(outcome, [...before, { ...at(place, 'nginx', curl), observed: [pageInWords(outcome)] }]);
}

/** The command that sends a datagram, with what came of it. */
export function notedDatagram(place: Place, words: readonly string[], outcome: DatagramOutcome): DatagramOutcome {
  return kept(outcome, [{ ...at(place, 'nginx', words), observed: [datagramInWords(outcome)] }]);
}

/** Says in the script that something was asked, and why it is not asked there. */
export function notedAside<O extends Outcome>(outcome: O, why: string): O {
  return kept(outcome, [{ line: `# ${printProbe(outcome)}, which is not asked here: ${why}` }]);
}

/** The same for a name: nslookup asks as the probe does, and comes with the probe's image. */
export function notedName(
  { engineName: container, engine }: { readonly engineName: string; readonly engine: Dockerode },
  { name, type, over = 'UDP' }: DnsQuestion,
  outcome: NameOutcome,
): NameOutcome {
  if (over === 'TCP' || outcome.kind === 'truncated') {
    return notedAside(outcome, 'nslookup does not tell UDP from TCP');
  }
  // with its dot at the end, it is this very name, and none of a search domain
  const asked = type === 'PTR' ? [addressIn(name)] : [`-type=${type.toLowerCase()}`, `${name}.`];
  const words = ['docker', 'run', '--rm', '--network', `container:${container}`, roleImages().probe.reference];
  return kept(outcome, [{ words: [...words, 'nslookup', ...asked], engine, observed: nameInWords(outcome) }]);
}

/** `172.17.0.2` of `2.0.17.172.in-addr.arpa` */
function addressIn(reverse: string): string {
  return reverse.split('.').slice(0, 4).toReversed().join('.');
}

function nameInWords(outcome: Exclude<NameOutcome, { kind: 'truncated' }>): string[] {
  switch (outcome.kind) {
    case 'resolved':
      return outcome.addresses.map((address) => `resolved to ${address}`);
    case 'named':
      return outcome.names.map((name) => `resolved to ${name}`);
    case 'unresolved':
      return [`unresolved (${outcome.reason})`];
  }
}

/** Notes that something was looked at, with what of it is the same in every run. */
export function notedLook(place: Place, words: readonly string[], observed: readonly string[]): void {
  noted({ ...at(place, 'probe', words), observed });
}

/** Devices that come and go with other containers and networks. */
export const PASSING = /^(veth|ve-|ct-|br-|dnc)/;

/** Notes the interfaces that were seen. */
export function notedInterfaces(place: Place, seen: Interface[]): Interface[] {
  const up = seen.filter((found) => found.up && !PASSING.test(found.name)).map(({ name }) => name);
  const words =
    typeof place === 'object' && 'container' in place
      ? ['sh', '-c', 'grep -H . /sys/class/net/*/flags']
      : ['ip', '-oneline', 'link', 'show'];
  notedLook(place, words, up);
  return seen;
}

/** Notes the IPv4 routes that were seen. */
export function notedRoutes(place: Place, seen: Route[]): Route[] {
  const lasting = seen.filter((route) => !PASSING.test(route.interface));
  const told = lasting.map(
    (route) => `${route.destination === '0.0.0.0' ? 'default' : 'a subnet'} by ${route.interface}`,
  );
  notedLook(place, ['cat', '/proc/net/route'], told);
  return seen;
}

function at(place: Place, role: 'nginx' | 'probe', words: readonly string[]): Deed {
  if (place === 'this machine') return { words };
  if ('shell' in place) return { words: [`$${place.shell}`, ...words] };
  if ('container' in place) {
    const { container, engine } = place;
    return { words: ['docker', 'exec', container, ...words], ...(engine ? { engine } : {}) };
  }
  const run = ['docker', 'run', '--rm', '--network', 'host', roleImages()[role].reference];
  return { words: [...run, ...words], engine: place.hostOf };
}

/** What came of a page in words that curl's output alone gives: why a name is unresolved, it does not say. */
function pageInWords(outcome: PageOutcome): string {
  return outcome.kind === 'unresolved' ? 'unresolved' : briefly(outcome);
}

/** The member that answered, as in an identity; or what came instead. */
function datagramInWords(outcome: DatagramOutcome): string {
  return outcome.kind === 'echoed' ? `echoed by ${outcome.by?.split('-').at(-1) ?? 'a stranger'}` : briefly(outcome);
}
