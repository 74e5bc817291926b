import { similarNames } from '../engine/suggest.ts';
import { UserError } from '../engine/user-error.ts';
import { indented, printable, styled } from '../report/terminal.ts';
import { listenersCommandOf, sendingCommand, watchingCommand } from './by-hand.ts';
import { type Finding, printSubject } from './finding.ts';
import { type Exchange, type Request, placeOf } from './requests.ts';
import type { Scene } from './scene.ts';
import { replicasOf, servicesOf } from './stack.ts';
import { answerText, foundText, pairText, suspicionText } from './finding-text.ts';

/** A pair of parties as a finding names it, and a way; undefined for all of them. */
export interface ExplainedPair {
  readonly from: string;
  readonly to: string;
  readonly way: string | undefined;
}

/** Parses `api → db tcp/5432`, as a finding is printed, or `api db`. Throws a UserError. */
export function parsePair(text: string): ExplainedPair {
  const [from, to, way, ...more] = text.split(/\s+(?:(?:→|->)\s+)?/).filter(Boolean);
  if (from === undefined || to === undefined || more.length > 0)
    throw new UserError(
      `"${printable(text)}" is no finding to explain: expected two parties, and a way where only one is meant, as in "api db tcp/5432".`,
    );
  return { from, to, way };
}

/**
 * The requests of a pair, and the controls of its target, without which a silence says nothing. Throws a UserError for an
 * unknown party.
 */
export function requestsOfPair(
  requests: readonly Request[],
  { from, to }: ExplainedPair,
  { stack, host }: Pick<Scene, 'stack' | 'host'>,
): Request[] {
  const parties = [...servicesOf(stack), 'lan', 'world', ...(host ? ['host'] : [])];
  for (const party of [from, to])
    if (!parties.includes(party)) {
      const [meant] = similarNames(party, parties);
      throw new UserError(
        `There is no party "${printable(party)}" in ${stack.project}${meant === undefined ? '.' : `; did you mean ${meant}?`} The parties are ${parties.join(', ')}.`,
      );
    }
  return requests.filter((one) => one.to === to && (one.from.party === from || one.door === 'control'));
}

/**
 * The findings of a pair in full: the rule, what was found, and each request with the command that sends it by hand.
 * Throws a UserError where there are none.
 */
export function explainText(
  findings: readonly Finding[],
  exchanges: readonly Exchange[],
  pair: ExplainedPair,
  { policy: { file }, stack }: Pick<Scene, 'policy' | 'stack'>,
): string {
  const ofPair = findings.filter(({ from, to }) => from === pair.from && to === pair.to);
  const ways = ofPair.map(({ subject }) => printSubject(subject));
  const wanted = ofPair.filter(({ subject }) => pair.way === undefined || printSubject(subject) === pair.way);
  if (wanted.length === 0)
    throw new UserError(
      `Nothing is judged of ${pair.from} → ${pair.to}${pair.way === undefined ? '' : ` at ${printable(pair.way)}`}: ${
        ways.length === 0 ? 'neither a listener nor a rule is about it' : `it has ${ways.join(', ')}`
      }.`,
    );
  const targets = replicasOf(stack, pair.to).map(({ name }) => name);
  return wanted.map((finding) => oneText(finding, exchanges, targets, file)).join('\n\n');
}

function oneText(finding: Finding, exchanges: readonly Exchange[], targets: readonly string[], file: string): string {
  const { from, to, subject, permission, verdict } = finding;
  const mine = exchanges.filter(
    ({ request }) => request.to === to && printSubject(request.subject) === printSubject(subject),
  );
  const requests = mine.filter(({ request }) => request.from.party === from && request.door !== 'control');
  const controls = mine.filter(({ request }) => request.door === 'control');
  const suspicion = suspicionText(finding);
  const { rule } = permission;
  const because = rule?.because === undefined ? '' : ` (${rule.because})`;
  return [
    styled('bold', printable(`${pairText(finding)}: ${verdict}`)),
    indented(printable(foundText(finding)), 2),
    indented(printable(rule ? `rule: ${file}:${rule.line}${because}` : 'rule: none, so that it is closed'), 2),
    ...(suspicion ? [indented(printable(`first suspicion: ${suspicion}`), 2)] : []),
    ...(requests.length === 0 ? ['', '  Nothing was sent: there is no address, or nothing listens.'] : []),
    ...requests.flatMap(({ request, answer }) => requestLines(request, answerText(answer))),
    ...(targets.length > 0 && (subject.kind === 'tcp' || subject.kind === 'udp')
      ? ['', '  # who listens there', ...targets.map((name) => `  ${printable(listenersCommandOf(name))}`)]
      : []),
    ...controls.slice(0, 1).flatMap(({ request, answer }) => requestLines(request, answerText(answer))),
  ].join('\n');
}

function requestLines(request: Request, answer: string): string[] {
  const { from, target, to, door } = request;
  const who =
    from.party === 'lan'
      ? 'a LAN host (run it on another host, HOST is an address of this one)'
      : (from.container?.name ?? from.party);
  const whom = door === 'control' ? 'itself, as a control' : (target?.name ?? to);
  const watching = watchingCommand(request);
  return [
    '',
    printable(
      `  # from ${who} to ${whom} at ${placeOf(request)}${door === 'published' ? ', published' : ''}: ${answer}`,
    ),
    printable(`  ${sendingCommand(request)}`),
    ...(watching === undefined || door === 'control'
      ? []
      : ['  # whether it arrived: run meanwhile or afterwards', printable(`  ${watching}`)]),
  ];
}
