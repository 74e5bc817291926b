import type { RunningContainer } from '../scenario/running.ts';
import { type DnsQuestion, type Said, type Transport, digByHand, dnsCommand, readDns } from './dns.ts';
import { run } from './exec.ts';
import { journaled } from './journal.ts';
import { ANSWER_LIMIT_MS } from './limits.ts';
import { type NameOutcome, ProbeError, type Resolution } from './outcome.ts';

/** How a question is put: in a datagram, and as long as an answer may take, unless said. */
export interface LookupOptions {
  readonly over?: Transport;
  readonly withinMs?: number;
}

/** Puts one question to a container's resolver. */
export async function lookup(
  container: RunningContainer,
  question: DnsQuestion,
  { over = 'UDP', withinMs = ANSWER_LIMIT_MS }: LookupOptions = {},
): Promise<NameOutcome> {
  const [outcome] = await ask(container, [{ ...question, over }], withinMs);
  if (!outcome) throw new ProbeError(`${container.name} was asked nothing`);
  return outcome;
}

/** What each of many questions may take more. */
const ONE_OF_MANY_LIMIT_MS = 100;

/** Puts questions to a container's resolver, one after another; each is timed by itself. */
export async function lookups(container: RunningContainer, questions: readonly DnsQuestion[]): Promise<NameOutcome[]> {
  return ask(container, questions, ANSWER_LIMIT_MS + questions.length * ONE_OF_MANY_LIMIT_MS);
}

async function ask(
  container: RunningContainer,
  questions: readonly DnsQuestion[],
  limitMs: number,
): Promise<NameOutcome[]> {
  const result = await run(container, dnsCommand(questions, limitMs));
  return readDns(result, questions).map((said, index) =>
    outcomeOf(container, questions[index] as DnsQuestion, said, result.tookMs),
  );
}

function outcomeOf({ name: from }: RunningContainer, asked: DnsQuestion, said: Said, execTookMs: number): NameOutcome {
  const { tookMs = execTookMs, ...resolution } = said;
  const { name, type, over } = asked;
  const question = `${type} ${name}${over === 'TCP' ? ' over TCP' : ''}`;
  return journaled({
    ...resolution,
    from,
    question,
    tookMs,
    evidence: { command: digByHand(asked, resolution.resolver) },
  });
}

/** What a container's resolver says of a name that is part of another question. */
export async function resolve(container: RunningContainer, name: string): Promise<Resolution> {
  const questions: DnsQuestion[] = [{ name, type: 'A' }];
  const [said] = readDns(await run(container, dnsCommand(questions, ANSWER_LIMIT_MS)), questions);
  if (!said) throw new ProbeError(`${container.name} was asked nothing`);
  const { tookMs: _, ...resolution } = said;
  return resolution;
}
