import { byHand } from './by-hand.ts';
import { indented, printable, styled } from '../report/terminal.ts';
import { type Finding, type StackVerdict, stackVerdicts } from './finding.ts';
import { outsiders } from './policy/policy.ts';
import { type Unjudged, unjudgedTexts } from './unjudged.ts';
import { foundText, pairText, suspicionText } from './finding-text.ts';

/** The worst first. */
const SEVERITY: readonly StackVerdict[] = ['failed', 'error', 'unsupported', 'note', 'passed'];

const SIGNS = {
  failed: '✗',
  error: '!',
  unsupported: '?',
  note: '~',
  open: '✓',
  closed: '·',
  unsent: '-',
  nothing: ' ',
} as const;

type Cell = keyof typeof SIGNS;

const COLOURS: Record<Cell, Parameters<typeof styled>[0]> = {
  failed: 'red',
  error: 'magenta',
  unsupported: 'yellow',
  note: 'cyan',
  open: 'green',
  closed: 'green',
  unsent: 'green',
  nothing: 'reset',
};

const LEGEND: Partial<Record<Cell, string>> = {
  open: 'open as allowed',
  closed: 'closed',
  unsent: 'closed, as nothing leads there',
  failed: 'failed',
  note: 'note',
  unsupported: 'unsupported',
  error: 'error',
};

/** Who may reach whom: each sender in a row, each target in a column. */
export function matrixText(findings: readonly Finding[], inColour = true): string {
  const rows = inOrder(findings.map(({ from }) => from));
  const columns = inOrder(findings.map(({ to }) => to));
  const width = Math.max(...rows.map((name) => name.length));
  const cells = rows.map((from) =>
    columns.map((to) => cellOf(findings.filter((one) => one.from === from && one.to === to))),
  );
  const head = printable(`${' '.repeat(width)}  ${columns.join('  ')}`);
  const lines = rows.map((row, index) => {
    const signs = columns.map((column, at) => {
      const cell = cells[index]?.[at] ?? 'nothing';
      const left = Math.floor((column.length - 1) / 2);
      return `${' '.repeat(left)}${inColour ? styled(COLOURS[cell], SIGNS[cell]) : SIGNS[cell]}${' '.repeat(column.length - 1 - left)}`;
    });
    return `${printable(row.padEnd(width))}  ${signs.join('  ')}`.trimEnd();
  });
  const used = new Set(cells.flat());
  const legend = Object.entries(LEGEND).filter(([cell]) => used.has(cell as Cell));
  const legendText = legend.map(([cell, words]) => `${SIGNS[cell as Cell]} ${words}`).join('   ');
  return [head, ...lines, '', `from the left to the top:   ${legendText}`].join('\n');
}

/** Each name once: services by the alphabet, then the rest. */
export function inOrder(names: readonly string[]): string[] {
  const all = [...new Set(names)].toSorted();
  return [...all.filter((name) => !isOutside(name)), ...all.filter(isOutside)];
}

function isOutside(name: string): boolean {
  return (outsiders as readonly string[]).includes(name);
}

function cellOf(findings: readonly Finding[]): Cell {
  const worst = SEVERITY.find((verdict) => findings.some((one) => one.verdict === verdict));
  if (worst === undefined) return 'nothing';
  if (worst !== 'passed') return worst;
  if (findings.every(isUnsent)) return 'unsent';
  return findings.some(({ permission }) => permission.kind !== 'forbidden') ? 'open' : 'closed';
}

/** Whether it passes without a request: inspect shows that nothing leads there. */
function isUnsent({ reason }: Finding): boolean {
  return reason.kind === 'no address';
}

/** What did not pass, the worst first. */
export function notPassed(findings: readonly Finding[]): Finding[] {
  return SEVERITY.filter((verdict) => verdict !== 'passed').flatMap((verdict) =>
    findings.filter((one) => one.verdict === verdict),
  );
}

/** What did not pass, in full: where the rule is, what was found, and what mends it. `isGone`: its containers are removed. */
export function findingsText(findings: readonly Finding[], file: string, isGone = false): string {
  return notPassed(findings)
    .map((one) => findingText(one, file, isGone))
    .join('\n');
}

function findingText(finding: Finding, file: string, isGone: boolean): string {
  const { verdict, permission } = finding;
  const sign = styled(COLOURS[verdict as Cell], SIGNS[verdict as Cell]);
  const { rule } = permission;
  const because = rule?.because === undefined ? '' : ` (${rule.because})`;
  const suspicion = suspicionText(finding);
  const manual = verdict === 'failed' && !isGone ? byHand(finding) : undefined;
  return [
    `${sign} ${printable(`${pairText(finding)}: ${foundText(finding)}`)}`,
    ...(rule ? [indented(printable(`rule: ${file}:${rule.line}${because}`), 4)] : []),
    ...(suspicion ? [indented(printable(`first suspicion: ${suspicion}`), 4)] : []),
    ...(manual ? [indented(printable(`by hand: ${manual}`), 4)] : []),
  ].join('\n');
}

/** The services of which nothing is judged, a line for each. */
export function unjudgedText(unjudged: readonly Unjudged[]): string {
  const sign = styled(COLOURS['unsupported'], SIGNS['unsupported']);
  return unjudgedTexts(unjudged)
    .map(({ service, text }) => `${sign} ${printable(`${service}: unsupported: ${text}`)}`)
    .join('\n');
}

/** `41 passed, 1 failed, 2 notes`; services of which nothing is judged are unsupported. */
export function countsText(findings: readonly Finding[], unjudged: readonly Unjudged[] = []): string {
  const unsent = findings.filter(isUnsent).length;
  const counts = stackVerdicts.map((verdict) => {
    const count = findings.filter((one) => one.verdict === verdict).length;
    return [verdict, count + (verdict === 'unsupported' ? unjudged.length : 0)] as const;
  });
  const words = counts.filter(([verdict, count]) => count > 0 || verdict === 'passed');
  return words
    .map(([verdict, count]) => {
      const without =
        verdict === 'passed' && unsent > 0 ? ` (${unsent} without a request, as nothing leads there)` : '';
      return `${count} ${plural(verdict, count)}${without}`;
    })
    .join(', ');
}

function plural(verdict: StackVerdict, count: number): string {
  return count !== 1 && (verdict === 'note' || verdict === 'error') ? `${verdict}s` : verdict;
}
