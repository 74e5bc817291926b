import type { RunningContainer } from '../scenario/running.ts';
import { comparableName } from './comparable.ts';
import { type DnsQuestion, type Said, digByHand, dnsCommand, readDns } from './dns.ts';
import { run } from './exec.ts';
import { type Typed, record } from './journal.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { type NameOutcome, ProbeError, type Resolution } from './outcome.ts';
import { type Transport, printProbe } from './request.ts';
import { remark, typedName } from './typed.ts';

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
  const isLong = questions.length > LONG_SERIES;
  // manually, each of them takes a container
  return outcomes.map((outcome, index) =>
    record(
      outcome,
      isLong && index % LONG_SERIES > 0 ? {} : typedOf(container, questions[index] as DnsQuestion, outcome),
    ),
  );
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
  return { ...resolution, from, request: { kind: 'name', ...asked }, tookMs, evidence };
}

function typedOf({ engineName, engine }: RunningContainer, query: DnsQuestion, outcome: NameOutcome): Typed {
  if (query.over === 'TCP' || outcome.kind === 'truncated')
    return { command: remark(`${printProbe(outcome)}: not repeated here, nslookup does not show UDP and TCP apart`) };
  const observed = { output: 'name', lines: comparableName(outcome) } as const;
  return { command: typedName({ container: engineName, engine }, query), observed };
}

/** What a container's resolver says of a name that is part of another question. */
export async function resolve(container: RunningContainer, name: string, limitMs: number): Promise<Resolution> {
  const questions: DnsQuestion[] = [{ name, type: 'A' }];
  const [said] = readDns(await run(container, dnsCommand(questions, limitMs)), questions);
  if (!said) throw new ProbeError(`${container.name} was asked nothing`);
  const { tookMs: _, ...resolution } = said;
  return resolution;
}
