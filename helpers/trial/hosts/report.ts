import { failing } from '../../behaviour/verdict.ts';
import { type Deviation, unexpected } from './deviations.ts';

/** The outcome of one host. */
export interface HostOutcome {
  readonly name: string;
  readonly engine: string;
  readonly group: string;
  readonly description: string;
  readonly outcome: 'passed' | 'failed' | 'left out';
  /** Why it was left out, or why there are no verdicts. */
  readonly because?: string;
  readonly exitCode?: number | null;
  readonly seconds?: number;
  readonly counts?: Readonly<Record<string, number>>;
  readonly deviations: readonly Deviation[];
}

const marks = { passed: '✓', failed: '✕', 'left out': '○' } as const;

/** A line for a host, and one for each unexpected verdict. */
export function outcomeLines(host: HostOutcome): string {
  const { name, engine, outcome, because, exitCode, seconds, counts } = host;
  const facts = [
    ...(exitCode === undefined ? [] : [`exit ${exitCode ?? 'by a signal'}`]),
    ...(counts ? [countsText(counts)] : []),
    ...(seconds === undefined ? [] : [`${Math.round(seconds)} s`]),
    ...(because === undefined ? [] : [because]),
  ];
  const below = unexpected(host.deviations).map((one) => `    ${deviationText(one)}`);
  return [`${marks[outcome]} ${name} on ${engine}: ${facts.join('; ')}`, ...below].join('\n');
}

/** `102 passed, 14 known-difference` */
export function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .toSorted(([, one], [, other]) => other - one)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');
}

function deviationText({ id, plain, verdict, brief = '' }: Deviation): string {
  return `${id}: ${plain} -> ${verdict}${brief === '' ? '' : ` (${brief.slice(0, 240)})`}`;
}

/** A table of all hosts, and below it the unexpected verdicts. */
export function hostsMarkdown(hosts: readonly HostOutcome[]): string {
  const rows = hosts.map(({ name, engine, group, outcome, because, exitCode, seconds, counts = {}, deviations }) => {
    const bad = failing.map((verdict) => counts[verdict] ?? 0);
    const good = ['passed', 'known-difference', 'unsupported'].map((verdict) => counts[verdict] ?? 0);
    const others = unexpected(deviations).length;
    const cells = [group, name, engine, because ? `${outcome}: ${cell(because)}` : outcome, exitCode ?? ''];
    return [...cells, ...good, ...bad, deviations.length - others, others, Math.round(seconds ?? 0)].join(' | ');
  });
  const head =
    'group | host | engine | outcome | exit | passed | known difference | unsupported | failed | error | unexpected pass | expected deviations | unexpected deviations | s';
  const details = hosts.flatMap((host) => {
    const lines = unexpected(host.deviations).map((one) => `- ${deviationText(one)}`);
    return lines.length > 0 ? ['', `## ${host.name} on ${host.engine}`, '', host.description, '', ...lines] : [];
  });
  const table = [head, head.replaceAll(/[^|]+/g, ' --- '), ...rows].map((row) => `| ${row} |`);
  return ['# Hosts', '', ...table, ...details, ''].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
