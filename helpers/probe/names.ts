import type { RunningContainer } from '../scenario/running.ts';
import { type DnsQuestion, type Said, digByHand, dnsCommand, readDns } from './dns.ts';
import { run } from './exec.ts';
import { journaled } from './journal.ts';
import { ANSWER_LIMIT_MS } from './limits.ts';
import { type NameOutcome, ProbeError, type Resolution } from './outcome.ts';

/** Puts one question to a container's resolver. */
export async function lookup(container: RunningContainer, question: DnsQuestion): Promise<NameOutcome> {
  const [outcome] = await lookups(container, [question]);
  if (!outcome) throw new ProbeError(`${container.name} was asked nothing`);
  return outcome;
}

/** Puts questions to a container's resolver, one after another; each is timed by itself. */
export async function lookups(container: RunningContainer, questions: readonly DnsQuestion[]): Promise<NameOutcome[]> {
  const result = await run(container, dnsCommand(questions, ANSWER_LIMIT_MS));
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
