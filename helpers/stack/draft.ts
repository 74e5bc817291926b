import { stringify } from 'yaml';
import { printable } from '../report/terminal.ts';
import { type Exchange, placeOf } from './requests.ts';
import { servicesOf, type Stack } from './stack.ts';

/** What is open from several parties to one. */
interface DraftedRule {
  readonly from: readonly string[];
  readonly to: string;
  readonly by: readonly string[];
  /** The first request that was answered. */
  readonly seen: Exchange;
}

/** Drafts a policy that allows what is open now; what it does not list is closed. The user deletes what should not be. */
export function draft(stack: Stack, exchanges: readonly Exchange[]): string {
  const rules = rulesOf(stack, exchanges);
  const lines = rules.flatMap(({ from, to, by, seen }) => [
    `  # ${oneLine(seen.request.from.container?.name ?? seen.request.from.party)} at ${placeOf(seen.request)}${seen.request.door === 'published' ? ', published' : ''}`,
    `  - { from: ${flow(from)}, to: ${flow([to])}, by: ${flow(by)} }`,
  ]);
  return [
    '# Drafted from what was open: delete what should be closed, and check again.',
    'version: 1',
    `project: ${flow([stack.project])}`,
    ...(rules.length === 0 ? [] : ['allow:', ...lines]),
    '',
  ].join('\n');
}

function rulesOf(stack: Stack, exchanges: readonly Exchange[]): DraftedRule[] {
  const open = exchanges.filter(
    ({ request, answer }) => answer.kind === 'open' && request.door !== 'control' && request.subject.kind !== 'icmp',
  );
  const byPair = Map.groupBy(open, (one) => `${one.request.to} ${partyOf(one)}`);
  const pairs = [...byPair.values()].map((some) => {
    const [seen] = some as [Exchange, ...Exchange[]];
    const by = [
      ...new Set(some.map(({ request: { subject } }) => `${subject.kind}/${'port' in subject ? subject.port : ''}`)),
    ];
    return { from: partyOf(seen), to: seen.request.to, by: by.toSorted(byNumber), seen };
  });
  const same = Map.groupBy(pairs, ({ to, by }) => `${to} ${by.join(' ')}`);
  const order = ['world', 'host', ...servicesOf(stack)];
  return [...same.values()]
    .map((some) => {
      const [{ to, by, seen }] = some as [(typeof pairs)[number], ...typeof pairs];
      const from = some.map((one) => one.from).toSorted((one, other) => order.indexOf(one) - order.indexOf(other));
      return { from, to, by, seen };
    })
    .toSorted(
      (one, other) =>
        order.indexOf(one.from[0] ?? '') - order.indexOf(other.from[0] ?? '') || one.to.localeCompare(other.to),
    );
}

/** The sender, as a draft names it: whoever reaches a published port is one of the world. */
function partyOf({ request: { from, door } }: Exchange): string {
  return from.party === 'lan' || (door === 'published' && from.party !== 'host') ? 'world' : from.party;
}

function byNumber(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ');
}

/** One word, or a list in brackets. */
function flow(words: readonly string[]): string {
  const value = words.length === 1 ? words[0] : words;
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim();
}
