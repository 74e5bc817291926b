import type { RunningContainer } from '../scenario/running.ts';
import { notedName } from './by-hand.ts';
import { type DnsQuestion, type Said, digByHand, dnsCommand, readDns } from './dns.ts';
import { run } from './exec.ts';
import { journaled } from './journal.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { type NameOutcome, ProbeError, type Resolution } from './outcome.ts';
import type { Transport } from './request.ts';

/** How a question is put: in a datagram, and as long as an answer may take, unless said. */
export interface LookupOptions {
  readonly over?: Transport;
  readonly withinMs?: number;
}

/** Puts one question to a container's resolver. */
export async function lookup(
  container: RunningContainer,
  question: DnsQuestion,
  { over = 'UDP', withinMs = ANSWER_TIMEOUT_MS }: LookupOptions = {},
): Promise<NameOutcome> {
  const [outcome] = await ask(container, [{ ...question, over }], withinMs);
  if (!outcome) throw new ProbeError(`${container.name} was asked nothing`);
  return outcome;
}

/** Of a series that is longer, a person asks one in so many. */
const LONG_SERIES = 20;

/** What each of many questions may take more. */
const ONE_OF_MANY_LIMIT_MS = 100;

/** Puts questions to a container's resolver, one after another; each is timed by itself. */
export async function lookups(container: RunningContainer, questions: readonly DnsQuestion[]): Promise<NameOutcome[]> {
  return ask(container, questions, ANSWER_TIMEOUT_MS + questions.length * ONE_OF_MANY_LIMIT_MS);
}

async function ask(
  container: RunningContainer,
  questions: readonly DnsQuestion[],
  limitMs: number,
): Promise<NameOutcome[]> {
  const result = await run(container, dnsCommand(questions, limitMs));
  const outcomes = readDns(result, questions).map((said, index) =>
    outcomeOf(container, questions[index] as DnsQuestion, said, result.tookMs),
  );
  // by hand, each of them takes a container
  const byHand =
    questions.length > LONG_SERIES ? [...outcomes.keys()].filter((at) => at % LONG_SERIES === 0) : outcomes.keys();
  for (const at of byHand) notedName(container, questions[at] as DnsQuestion, outcomes[at] as NameOutcome);
  return outcomes;
}

function outcomeOf(
  { name: container }: RunningContainer,
  asked: DnsQuestion,
  said: Said,
  execTookMs: number,
): NameOutcome {
  const { tookMs = execTookMs, ...resolution } = said;
  const from = { kind: 'container', name: container } as const;
  const evidence = { command: digByHand(asked, resolution.resolver) };
  return journaled({ ...resolution, from, request: { kind: 'name', ...asked }, tookMs, evidence });
}

/** What a container's resolver says of a name that is part of another question. */
export async function resolve(container: RunningContainer, name: string, limitMs: number): Promise<Resolution> {
  const questions: DnsQuestion[] = [{ name, type: 'A' }];
  const [said] = readDns(await run(container, dnsCommand(questions, limitMs)), questions);
  if (!said) throw new ProbeError(`${container.name} was asked nothing`);
  const { tookMs: _, ...resolution } = said;
  return resolution;
}
