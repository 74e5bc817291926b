import { joinedWithAnd } from '../engine/joined-with-and.ts';
import { type Finding, type Reason, printSubject } from './finding.ts';
import { type Answer, type Exchange, placeOf } from './requests.ts';
import type { Binding } from './stack.ts';

/** What was found, in a clause after the pair: `open, and no rule allows it`. */
export function foundText({ reason, permission, to, verdict }: Finding): string {
  const rule = permission.rule;
  switch (reason.kind) {
    case 'open':
      if (verdict === 'passed') return 'open';
      return `open${doorText(reason.exchange)}, and ${rule ? 'a rule forbids it' : 'no rule allows it'}`;
    case 'way back':
      return 'open the way back, over the network of an allowed pair';
    case 'closed':
      return verdict === 'passed' ? 'closed' : `closed (${closedText(reason.exchanges)}), and a rule allows it`;
    case 'tolerated':
      return 'allowed, and not needed';
    case 'no address':
      return 'closed: no address and no published port leads there, so that nothing was sent';
    case 'no listener':
      return noListenerText(to, reason);
    case 'no common network':
      return `no common network: one is on ${named(reason.from)}, the other on ${named(reason.to)}`;
    case 'published only':
      return `open at the host's port ${placeOf(reason.exchange.request)} only, and not at the container's own address`;
    case 'not published':
      return reason.bindings.length === 0
        ? 'no port is published for it'
        : `published on ${joinedWithAnd(reason.bindings.map(({ hostAddress }) => hostAddress))} only, which no other host reaches`;
    case 'unresolved':
      return `the name ${reason.name} does not resolve there`;
    case 'resolved':
      return `the name ${reason.name} resolves`;
    case 'another answers':
      return `the name ${reason.name} also resolves to ${joinedWithAnd(reason.addresses)}, which is not ${to}`;
    case 'elsewhere':
      return `something answers at ${placeOf(reason.exchange.request)} that is not ${to}`;
    case 'no control':
      return 'no answer, also not where it should be open, so that this says nothing';
    case 'no LAN host':
      return `no request from a LAN host: ${reason.because}; ${bindingsText(reason.bindings)}`;
    case 'restarted':
      return `${reason.container} was restarted or ended during the check: check again`;
    case 'not asked':
      return `the request could not be sent: ${reason.because}`;
  }
}

/** What may be wrong, and the change to compose.yaml that mends it; undefined for what did not fail. */
export function suspicionText(finding: Finding): string | undefined {
  const { verdict, reason, from, to, subject } = finding;
  if (verdict !== 'failed') return undefined;
  switch (reason.kind) {
    case 'open':
      return openSuspicion(finding, reason);
    case 'closed':
      if (to === 'world')
        return `the networks of ${from} are internal, or a firewall drops: put ${from} on a network that is not internal`;
      return from === 'lan'
        ? `a firewall of the host drops packets to the published port of ${to}, or its network is internal`
        : `a firewall, or enable_icc=false on their network, drops packets to ${to}`;
    case 'no listener':
      if (reason.private)
        return `the program of ${to} listens on 127.0.0.1, which is the container's own: have it listen on 0.0.0.0`;
      if (reason.hostPortOf)
        return `rules name the container's port: write ${reason.hostPortOf} in the policy, as ${from} must in its settings`;
      return `the program of ${to} listens at another port, or not yet: correct its settings or the rule, and give it a healthcheck that depends_on waits for (condition: service_healthy)`;
    case 'no common network':
      return reason.to.length === 0 || reason.from.length === 0
        ? `${reason.to.length === 0 ? to : from} is on no network: give it one under networks`
        : `add ${reason.to[0]} to the networks of ${from}, or ${reason.from[0]} to those of ${to}; a service with a list of its own is not on default`;
    case 'published only':
      return `${from} and ${to} share no network, and meet at the host's port: give them a common network`;
    case 'not published':
      return reason.bindings.length === 0
        ? `add it under ports of ${to}: - "${'port' in subject ? subject.port : ''}:${'port' in subject ? subject.port : ''}"`
        : `take the address off in ports of ${to}: ${reason.bindings.map(({ hostPort, port }) => `"${hostPort}:${port}"`).join(', ')}`;
    case 'unresolved':
      return reason.name === to
        ? `${from} and ${to} are not on one user-defined network`
        : `add the alias under networks of ${to}: ${reason.networks[0] ?? 'NETWORK'}: { aliases: [${reason.name}] }`;
    case 'another answers':
      return `another project on the same network has a service or alias ${reason.name}: rename it there, or use a network of your own`;
    case 'elsewhere':
      return `the address of ${to} is in use twice, or a rule of the host redirects it`;
    default:
      return undefined;
  }
}

function openSuspicion({ from, to }: Finding, { exchange, networks }: Extract<Reason, { kind: 'open' }>): string {
  const { door, port, target, subject } = exchange.request;
  if (to === 'world')
    return `${named(networks)} of ${from} ${networks.length === 1 ? 'is' : 'are'} not internal: add internal: true to each that needs no way out`;
  if (door === 'published') {
    const at = target?.bindings.find(({ hostPort }) => hostPort === port);
    const container = 'port' in subject ? subject.port : port;
    return `ports of ${to} publishes ${container} on ${at?.hostAddress ?? 'all addresses'}: remove the line, or write "127.0.0.1:${port}:${container}" for this host alone`;
  }
  if (target?.attached === 'host')
    return `the program of ${to} listens on every address of the host: have it listen on 127.0.0.1, or filter its port`;
  if (exchange.request.from.container?.attached === 'host')
    return `${from} is on the network of the host, which reaches every container of its bridges: give ${from} a network of its own, or ${to} none`;
  if (networks.length > 0) {
    // a kernel answers a ping at each address
    const narrower = subject.kind === 'icmp' ? '' : `, or have ${to} listen where only its clients are`;
    return `both are on ${named(networks)}: take ${from} or ${to} off${narrower}`;
  }
  return `they share no network, so that a rule of the host or of the engine forwards between their bridges`;
}

function noListenerText(
  to: string,
  { private: isPrivate, listening }: Extract<Reason, { kind: 'no listener' }>,
): string {
  if (isPrivate) return `${to} listens there on 127.0.0.1 only`;
  return `nothing listens there at ${to}${listening.length > 0 ? `, which listens at ${joinedWithAnd(listening)}` : ''}`;
}

const answers: Record<Exclude<Answer['kind'], 'error' | 'resolved'>, string> = {
  open: 'open',
  elsewhere: 'another answers',
  refused: 'refused',
  silent: 'no answer in 3.3 s',
  unreachable: 'unreachable',
  'not counted': 'its kernel counted no datagram',
  unresolved: 'does not resolve',
};

function closedText(exchanges: readonly Exchange[]): string {
  const texts = exchanges.map(({ request, answer }) => `${placeOf(request)}: ${answerText(answer)}`);
  return texts.slice(0, 2).join('; ') || 'no request was sent';
}

/** An answer in words. */
export function answerText(answer: Answer): string {
  if (answer.kind === 'error') return answer.because;
  if (answer.kind === 'resolved') return `resolves to ${joinedWithAnd(answer.addresses)}`;
  return answers[answer.kind];
}

function doorText({ request }: Exchange): string {
  if (request.door === 'published') return ` at the published port ${placeOf(request)}`;
  return ` at ${placeOf(request)}`;
}

function bindingsText(bindings: readonly Binding[]): string {
  if (bindings.length === 0) return 'inspect shows no binding';
  return `inspect shows ${joinedWithAnd(bindings.map(({ hostAddress, hostPort }) => `${hostAddress}:${hostPort}`))}, which is a reading and no proof`;
}

function named(networks: readonly string[]): string {
  return networks.length === 0
    ? 'none'
    : `the ${networks.length === 1 ? 'network' : 'networks'} ${joinedWithAnd(networks)}`;
}

/** The pair and the subject: `shop → db tcp/5432`. */
export function pairText({ from, to, subject }: Finding): string {
  return `${from} → ${to} ${printSubject(subject)}`;
}
