import { escapeXml } from '../report/junit.ts';
import { annotation } from '../report/workflow-command.ts';
import { printable } from '../report/terminal.ts';
import { byHand } from './by-hand.ts';
import { type Finding, type StackVerdict, printSubject } from './finding.ts';
import { countsText } from './print.ts';
import { type Exchange, placeOf } from './requests.ts';
import { type Unjudged, unjudgedTexts } from './unjudged.ts';
import { answerText, foundText, pairText, suspicionText } from './finding-text.ts';

/** The version of what is added to CTRF. */
const SCHEMA = 1;

const statuses: Record<StackVerdict, 'passed' | 'failed' | 'skipped' | 'other'> = {
  passed: 'passed',
  failed: 'failed',
  error: 'failed',
  unsupported: 'skipped',
  note: 'other',
};

/** What a check was about. Times are ms since the epoch. */
export interface About {
  readonly file: string;
  readonly project: string;
  readonly engine: string;
  readonly version: string;
  readonly start: number;
  readonly stop: number;
  /** Whether the containers are removed, so that no request to them can be repeated by hand. */
  readonly isGone?: boolean;
  readonly unjudged?: readonly Unjudged[];
}

/** The results in CTRF, the Common Test Report Format: a test for each finding, with its facts in `extra`. */
export function toStackResults(findings: readonly Finding[], exchanges: readonly Exchange[], about: About): object {
  const count = (status: string): number => findings.filter(({ verdict }) => statuses[verdict] === status).length;
  const { project, engine, version, start, stop, unjudged = [] } = about;
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    results: {
      tool: { name: 'docker-network-conformance', version },
      summary: {
        tests: findings.length + unjudged.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped') + unjudged.length,
        pending: 0,
        other: count('other'),
        start,
        stop,
      },
      tests: [
        ...findings.map((finding) => toTest(finding, about)),
        ...unjudgedTexts(unjudged).map(({ service, text }) => toSkippedTest(service, text, about)),
      ],
      environment: { extra: { stackSchema: SCHEMA, project, engine, requests: exchanges.map(printedRequest) } },
    },
  };
}

function toTest(finding: Finding, { file, project, isGone = false }: About): object {
  return {
    name: pairText(finding),
    status: statuses[finding.verdict],
    duration: 0,
    suite: [project, finding.to],
    filePath: file,
    ...(finding.permission.rule ? { line: finding.permission.rule.line } : {}),
    message: foundText(finding),
    extra: {
      from: finding.from,
      to: finding.to,
      way: printSubject(finding.subject),
      verdict: finding.verdict,
      permission: finding.permission.kind,
      reason: finding.reason.kind,
      ...(suspicionText(finding) ? { suspicion: suspicionText(finding) } : {}),
      ...(!isGone && byHand(finding) ? { byHand: byHand(finding) } : {}),
    },
  };
}

/** The test of a service of which nothing was judged. */
function toSkippedTest(service: string, text: string, { file, project }: About): object {
  return {
    name: service,
    status: 'skipped',
    duration: 0,
    suite: [project, service],
    filePath: file,
    message: text,
    extra: { to: service, verdict: 'unsupported', reason: 'does not run' },
  };
}

function printedRequest({ request, answer }: Exchange): object {
  const { from, to, subject, door } = request;
  return {
    from: from.container?.name ?? from.party,
    to,
    way: printSubject(subject),
    door,
    at: placeOf(request),
    answer: answerText(answer),
  };
}

/** The results as JUnit XML: a suite for each party that answers, and a case for each finding. */
export function toStackJunit(findings: readonly Finding[], file: string, unjudged: readonly Unjudged[] = []): string {
  const suites = [...Map.groupBy(findings, ({ to }) => to)].map(([to, some]) => {
    const cases = some.map((finding) => testcase(finding, file));
    return `  <testsuite name="${escapeXml(to)}" ${counts(some)}>\n${cases.join('\n')}\n  </testsuite>`;
  });
  const more = unjudgedTexts(unjudged).map(
    ({ service, text }) =>
      `  <testsuite name="${escapeXml(service)}" ${counts([], 1)}>\n    <testcase name="${escapeXml(service)}" classname="${escapeXml(service)}" file="${escapeXml(file)}">\n` +
      `      <skipped message="${escapeXml(text)}"/>\n    </testcase>\n  </testsuite>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts(findings, unjudged.length)}>\n${[...suites, ...more].join('\n')}\n</testsuites>\n`;
}

const elements: Partial<Record<StackVerdict, string>> = { failed: 'failure', error: 'error', unsupported: 'skipped' };

function counts(findings: readonly Finding[], unjudged = 0): string {
  const of = (wanted: StackVerdict): number => findings.filter(({ verdict }) => verdict === wanted).length;
  return `tests="${findings.length + unjudged}" failures="${of('failed')}" errors="${of('error')}" skipped="${of('unsupported') + unjudged}"`;
}

function testcase(finding: Finding, file: string): string {
  const head = `    <testcase name="${escapeXml(pairText(finding))}" classname="${escapeXml(finding.to)}" file="${escapeXml(file)}"`;
  const element = elements[finding.verdict];
  if (!element) return `${head}/>`;
  const suspicion = suspicionText(finding);
  const text = [foundText(finding), ...(suspicion ? [`first suspicion: ${suspicion}`] : [])].join('\n');
  return `${head}>\n      <${element} message="${escapeXml(foundText(finding))}">${escapeXml(text)}</${element}>\n    </testcase>`;
}

/** The summary of a job: the matrix, and what did not pass. */
export function toStackSummary(
  findings: readonly Finding[],
  matrix: string,
  project: string,
  unjudged: readonly Unjudged[] = [],
): string {
  const wrong = findings.filter(({ verdict }) => verdict !== 'passed');
  const row = (one: Finding): string =>
    `| ${[one.verdict, pairText(one), foundText(one), suspicionText(one) ?? ''].map(cell).join(' | ')} |`;
  const more = unjudgedTexts(unjudged).map(
    ({ service, text }) => `| ${['unsupported', service, text, ''].map(cell).join(' | ')} |`,
  );
  return [
    `## Network of ${cell(project)}: ${countsText(findings, unjudged)}`,
    '',
    ...fenced(matrix),
    '',
    ...(wrong.length + more.length === 0
      ? []
      : ['| Verdict | Pair | Found | First suspicion |', '|---|---|---|---|', ...wrong.map(row), ...more, '']),
  ].join('\n');
}

/** A name may have backticks in it. */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, text, fence];
}

/** Text for a cell of a Markdown table, in which nothing is markup. */
function cell(text: string): string {
  return printable(text)
    .replaceAll('\n', ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|]/g, String.raw`\$&`);
}

/** The workflow commands that annotate the lines of the policy; what no rule is about is annotated at `allow`. */
export function stackAnnotations(findings: readonly Finding[], file: string): string[] {
  const wrong = findings.filter(({ verdict }) => verdict === 'failed' || verdict === 'error');
  return wrong.map((finding) => {
    const suspicion = suspicionText(finding);
    const text = [foundText(finding), ...(suspicion ? [`first suspicion: ${suspicion}`] : [])].join('\n');
    return annotation('error', { file, line: finding.permission.rule?.line ?? 1, title: pairText(finding) }, text);
  });
}
