import { comparableName, comparableSystemName } from './comparable.ts';
import { type DnsQuery, type ReadResolution, digLine, dnsCommand, firstTooLate, readDns, withId } from './dns.ts';
import { type SendingContainer, runInContainer } from './exec.ts';
import { type ReadAnswer, getentCommand, getentLine, readGetentSeries } from './getent.ts';
import { type ManualRequest, recordOutcome } from './journal.ts';
import { ANSWER_TIMEOUT_MS, SYSTEM_LOOKUP_TIMEOUT_MS } from './limits.ts';
import { type NameOutcome, ProbeError, type Resolution, type SystemOutcome } from './outcome.ts';
import type { RecordType, Transport } from './request.ts';
import { manualLookup, manualSystemLookup, notRepeated, placeOf } from './manual-command.ts';

/** The transport of a query, by default UDP, and its timeout. */
export interface LookupOptions {
  readonly over?: Transport;
  readonly edns?: true;
  readonly withinMs?: number;
}

/** Sends one query to a container's DNS server. */
export async function lookup(
  container: SendingContainer,
  query: DnsQuery,
  { over = 'UDP', edns, withinMs = ANSWER_TIMEOUT_MS }: LookupOptions = {},
): Promise<NameOutcome> {
  const [outcome] = await send(container, [{ ...query, over, ...(edns ? { edns } : {}) }], withinMs);
  if (!outcome) throw new ProbeError(`${container.name} sent no query`);
  return outcome;
}

/** In a longer series, a repro script has only every twentieth query. */
const LONG_SERIES = 20;

/** Whether a repro script leaves out this one of so many, because each starts a program. */
function isLeftOut(index: number, count: number): boolean {
  return count > LONG_SERIES && index % LONG_SERIES > 0;
}

/** The additional time for each of many queries. */
const ONE_OF_MANY_LIMIT_MS = 100;

/** Several lookups, one after another: the types of records, by default A, and the timeout of all. */
export interface SeriesOptions {
  readonly types?: readonly RecordType[];
  readonly withinMs?: number;
}

/** Sends a query for each name and type to a container's DNS server, one after another, each with its own time. */
export async function lookups(
  container: SendingContainer,
  names: readonly string[],
  { types = ['A'], withinMs = seriesLimit(names.length * types.length) }: SeriesOptions = {},
): Promise<NameOutcome[]> {
  return send(
    container,
    names.flatMap((name) => types.map((type) => ({ name, type }))),
    withinMs,
  );
}

function seriesLimit(count: number): number {
  return ANSWER_TIMEOUT_MS + count * ONE_OF_MANY_LIMIT_MS;
}

async function send(
  container: SendingContainer,
  queries: readonly DnsQuery[],
  limitMs: number,
): Promise<NameOutcome[]> {
  const answers = await answersInTime(container, queries, limitMs);
  const outcomes = answers.map((answer, index) => outcomeOf(container, queries[index] as DnsQuery, answer));
  return outcomes.map((outcome, index) => {
    const query = queries[index] as DnsQuery;
    return recordOutcome(outcome, {
      ...(isLeftOut(index, queries.length) ? {} : manualRequestOf(container, query, outcome)),
      again: (withinMs) => lookup(container, query, { ...query, withinMs }),
    });
  });
}

/** How much longer those queries may take that a busy machine sent too late. */
const BUSY_FACTOR = 4;

/** The answers to queries; those that are sent too late in the limit are sent again with a longer one. */
async function answersInTime(
  container: SendingContainer,
  queries: readonly DnsQuery[],
  limitMs: number,
): Promise<TimedAnswer[]> {
  const first = await answersWithin(container, queries, limitMs);
  if (first.tooLate < 0) return first.answers;
  const again = await answersWithin(container, queries.slice(first.tooLate), BUSY_FACTOR * limitMs);
  if (again.tooLate < 0) return [...first.answers.slice(0, first.tooLate), ...again.answers];
  throw new ProbeError(
    `${container.name} could not send its DNS queries in ${BUSY_FACTOR * limitMs} ms: the machine is too busy`,
  );
}

type TimedAnswer = ReadResolution & { readonly tookMs: number };

async function answersWithin(
  container: SendingContainer,
  queries: readonly DnsQuery[],
  limitMs: number,
): Promise<{ answers: TimedAnswer[]; tooLate: number }> {
  const sent = queries.map(withId);
  const result = await runInContainer(container, dnsCommand(sent, limitMs));
  const answers = readDns(result, sent);
  const { tookMs } = result;
  return { answers: answers.map((answer) => ({ tookMs, ...answer })), tooLate: firstTooLate(result, answers, limitMs) };
}

function outcomeOf(
  { name: container }: SendingContainer,
  query: DnsQuery,
  { tookMs, wrong, ...resolution }: TimedAnswer,
): NameOutcome {
  const from = { kind: 'container', name: container } as const;
  const evidence = {
    command: digLine(query, resolution.resolver),
    ...(wrong === undefined ? {} : { printed: wrong }),
  };
  return { ...resolution, from, request: { kind: 'name', ...query }, tookMs, evidence };
}

function manualRequestOf(container: SendingContainer, query: DnsQuery, outcome: NameOutcome): ManualRequest {
  if (query.over === 'TCP' || outcome.kind === 'truncated')
    return notRepeated(outcome, 'nslookup does not distinguish UDP and TCP');
  if (query.edns) return notRepeated(outcome, 'nslookup sends no EDNS');
  // busybox has the types of RFC 1035 and a few more
  if (query.type === 'HTTPS') return notRepeated(outcome, 'nslookup does not know that type');
  const observed = { output: 'name', lines: comparableName(outcome) } as const;
  return { command: manualLookup(placeOf(container), query), observed };
}

/** Looks up names as programs do, by the system's resolver, one after another. */
export async function systemLookups(
  container: SendingContainer,
  names: readonly string[],
  withinMs = SYSTEM_LOOKUP_TIMEOUT_MS,
): Promise<SystemOutcome[]> {
  const answers = await systemAnswers(container, names, withinMs);
  return answers.map(({ exitCode, tookMs, ...answer }, index) => {
    const name = names[index] as string;
    const outcome: SystemOutcome = {
      ...answer,
      from: { kind: 'container', name: container.name },
      request: { kind: 'system name', name },
      tookMs,
      evidence: { command: getentLine(name), exitCode },
    };
    return recordOutcome(outcome, {
      ...(isLeftOut(index, names.length) ? {} : manualSystemRequestOf(container, name, outcome)),
      again: async (limitMs) => (await systemLookups(container, [name], limitMs))[0] as SystemOutcome,
    });
  });
}

/** An answer of the system's resolver to one of a series of lookups, and how long it took. */
type SystemAnswerInTime = ReadAnswer & { readonly tookMs: number };

/** The answers of the system's resolver; lookups that a busy machine cut short are repeated. */
async function systemAnswers(
  container: SendingContainer,
  names: readonly string[],
  withinMs: number,
): Promise<SystemAnswerInTime[]> {
  const answers = new Map<string, SystemAnswerInTime>();
  let pending = names;
  for (let go = 1; go <= BUSY_FACTOR; go++) {
    const result = await runInContainer(container, getentCommand(pending, withinMs));
    const found = readGetentSeries(result, pending).map((answer) => withTime(answer, result.tookMs));
    found.forEach((answer, index) => answers.set(pending[index] as string, answer));
    pending = cutShort(found, pending, withinMs);
    if (pending.length === 0) return names.map((name) => answers.get(name) as SystemAnswerInTime);
  }
  throw new ProbeError(
    `${container.name} could not look up ${pending.length} of ${names.length} names: the machine is too busy`,
  );
}

/** An answer with its time, by default that of the whole series: the image's bash may have no clock. */
function withTime(answer: ReadAnswer, seriesMs: number): SystemAnswerInTime {
  const { tookMs = seriesMs } = answer;
  return Object.assign(answer, { tookMs });
}

/**
 * Of a series of lookups, the names whose lookups ended before their time; none where an answer is missing, for which the
 * series waited.
 */
export function cutShort(answers: readonly SystemAnswerInTime[], names: readonly string[], withinMs: number): string[] {
  const unanswered = ({ kind, ...answer }: SystemAnswerInTime): boolean =>
    kind === 'unresolved' && 'reason' in answer && answer.reason === 'no answer';
  if (answers.some((answer) => unanswered(answer) && answer.tookMs >= withinMs)) return [];
  return names.filter((_, index) => unanswered(answers[index] as SystemAnswerInTime));
}

function manualSystemRequestOf(container: SendingContainer, name: string, outcome: SystemOutcome): ManualRequest {
  const observed = { output: 'system name', lines: comparableSystemName(outcome) } as const;
  return { command: manualSystemLookup(placeOf(container), name), observed };
}

/** Looks up the name in the URL of another request. */
export async function resolveForEvidence(
  container: SendingContainer,
  name: string,
  limitMs: number,
): Promise<Resolution> {
  const queries = [withId({ name, type: 'A' })];
  const [answer] = readDns(await runInContainer(container, dnsCommand(queries, limitMs)), queries);
  if (!answer) throw new ProbeError(`${container.name} sent no query`);
  const { tookMs: _, wrong: __, ...resolution } = answer;
  return resolution;
}
