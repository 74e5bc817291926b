import { readFileSync } from 'node:fs';
import { BareHost } from '../engine/lab/bare-host.ts';
import { runIn } from '../engine/lab/namespace.ts';
import type { RunningLanHost } from '../scenario/hosts.ts';
import { recordStep } from '../scenario/steps.ts';
import type { Command, CommandResult } from './batch.ts';
import { answerIn, packetOf } from './dns.ts';
import { type Runnable, runInContainer } from './exec.ts';
import { PROGRAM_START_LIMIT_MS } from './limits.ts';
import { remark } from './manual-command.ts';
import { type NameAnswer, ProbeError } from './outcome.ts';
import { hexadecimalOf } from './ping.ts';
import { lastLine } from './stderr.ts';

const programIn = (file: string): string =>
  readFileSync(new URL(`../../fixtures/probe/${file}`, import.meta.url), 'utf8');

const CONNECTIONS = programIn('many-connections.pl');
const LOOKUPS = programIn('many-lookups.pl');

/** How long many requests may take together: a busy machine breaks no promise. */
const LIMIT_MS = 20_000;

/** A web server to connect to, and how often at once. */
export interface ManyTarget {
  readonly address: string;
  readonly port: number;
  readonly times?: number;
}

/** What came of the connections to one target. */
export interface ManyAnswers {
  /** How many were answered by each identity, at the port that the server saw where it tells that: `web at 80`. */
  readonly by: Readonly<Record<string, number>>;
  /** How many had no answer. */
  readonly failed: number;
}

/** What came of many connections. */
export interface ManyConnections {
  /** How many were open at the same time, before the first request. */
  readonly open: number;
  readonly tookMs: number;
  /** In the order of the targets. */
  readonly answers: readonly ManyAnswers[];
}

/**
 * Opens connections from a container or a LAN host of the lab to web servers, all at once, and then requests a page over
 * each of them.
 */
export async function openMany(
  client: Runnable | RunningLanHost,
  targets: readonly ManyTarget[],
): Promise<ManyConnections> {
  const words = targets.map(({ address, port, times = 1 }) => `${hexadecimalOf(address)}:${port}*${times}`);
  const command = program(CONNECTIONS, words);
  const result = 'kind' in client ? await runOnLanHost(client, command) : await runInContainer(client, command);
  const count = targets.reduce((sum, { times = 1 }) => sum + times, 0);
  recordStep(remark(`from ${client.name}: ${count} connections at once, each with a request for a page`));
  return readMany(result, targets.length);
}

/** Runs a command on a LAN host, by the programs of this machine. */
async function runOnLanHost({ host, name }: RunningLanHost, { words }: Command): Promise<CommandResult> {
  if (!(host instanceof BareHost)) throw new ProbeError(`${name} is not in a lab`);
  return { exitCode: 0, stdout: await runIn(host.pid, words), stderr: '', tookMs: 0 };
}

function program(text: string, words: readonly string[]): Command {
  return { words: ['perl', '-e', text, String(LIMIT_MS), ...words], limitMs: LIMIT_MS + PROGRAM_START_LIMIT_MS };
}

/** Parses the output of fixtures/probe/many-connections.pl. Throws a ProbeError where it could not run. */
export function readMany(result: CommandResult, targets: number): ManyConnections {
  const open = numberIn(result, 'open');
  const tookMs = numberIn(result, 'took') * 1000;
  const answers = Array.from({ length: targets }, () => ({ by: {} as Record<string, number>, failed: 0 }));
  for (const [, index, count, status, identity, port] of result.stdout.matchAll(
    /^= (\d+) (\d+) (?:failed|(\d+) (\S+) (\S+))$/gm,
  )) {
    const answer = answers[Number(index)];
    if (!answer) continue;
    if (status === '200') answer.by[port === '-' ? `${identity}` : `${identity} at ${port}`] = Number(count);
    else answer.failed += Number(count);
  }
  return { open, tookMs, answers };
}

/** What came of many queries for one name. */
export interface ManyResolutions {
  readonly name: string;
  /** How many queries had each answer. */
  readonly answers: readonly { readonly count: number; readonly answer: NameAnswer }[];
}

/** What came of many queries. */
export interface ManyLookups {
  readonly tookMs: number;
  /** How many queries were sent again because they had no answer after a second. */
  readonly again: number;
  readonly names: readonly ManyResolutions[];
}

/** Queries a container's DNS server for names, `count` times in all, with at most `outstanding` queries at once. */
export async function lookUpMany(
  container: Runnable,
  names: readonly string[],
  { count, outstanding }: { readonly count: number; readonly outstanding: number },
): Promise<ManyLookups> {
  const packets = names.map((name) => Buffer.from(packetOf({ name, type: 'A', id: 0 }, 'UDP')).toString('hex'));
  const words = [String(count), String(outstanding), ...packets];
  const result = await runInContainer(container, program(LOOKUPS, words));
  recordStep(remark(`from ${container.name}: ${count} DNS queries, ${outstanding} at a time`));
  return readManyLookups(result, names);
}

/** Parses the output of fixtures/probe/many-lookups.pl. Throws a ProbeError where it could not run. */
export function readManyLookups(result: CommandResult, names: readonly string[]): ManyLookups {
  const tookMs = numberIn(result, 'took') * 1000;
  const again = numberIn(result, 'again');
  const found = names.map((name) => ({ name, answers: [] as { count: number; answer: NameAnswer }[] }));
  for (const [, index, count, hex = ''] of result.stdout.matchAll(/^= (\d+) (\d+) (\S+)$/gm)) {
    const of = found[Number(index)];
    if (!of) continue;
    const answer: NameAnswer =
      hex === 'none'
        ? { kind: 'unresolved', reason: 'no answer' }
        : answerIn(Buffer.from(hex, 'hex'), { name: of.name, type: 'A', id: 0 });
    of.answers.push({ count: Number(count), answer });
  }
  return { tookMs, again, names: found };
}

function numberIn({ stdout, stderr, exitCode }: CommandResult, word: string): number {
  const [, number] = stdout.match(new RegExp(String.raw`^${word} ([\d.]+)$`, 'm')) ?? [];
  if (exitCode !== 0 || number === undefined)
    throw new ProbeError(`many requests could not be sent (exit code ${exitCode}): ${lastLine(stderr)}`);
  return Number(number);
}

/** Who answered the connections to each target, and at which of its ports where the server tells that. */
export function identitiesIn({ answers }: ManyConnections): string[][] {
  return answers.map(({ by }) => Object.keys(by));
}

/** The different addresses that each name resolved to; the outcome where it is none. */
export function addressesIn({ names }: ManyLookups): string[][] {
  return names.map(({ answers }) => [
    ...new Set(answers.flatMap(({ answer }) => (answer.kind === 'resolved' ? answer.addresses : [answer.kind]))),
  ]);
}

/** Of many observations, those that are anything else than the one that is expected: `expected, but observed`. */
export function differing(expected: readonly string[], observed: readonly (readonly string[])[]): string[] {
  return expected.flatMap((one, index) => {
    const found = observed[index] ?? [];
    return found.length === 1 && found[0] === one ? [] : [`${one}, but ${found.join(' and ') || 'nothing'}`];
  });
}
