import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters, styleText } from 'node:util';
import { type Verdict, verdicts } from '../behaviour/verdict.ts';
import type { Fingerprint } from '../engine/identify.ts';
import type { Timings } from './ctrf.ts';
import type { Finding } from './finding.ts';
import { bad } from './headline.ts';
import { repeatCommand } from './repeat.ts';

/** How much of a reason is shown: the results have all of it. */
const REASON_LIMIT = 4000;

type Style = Parameters<typeof styleText>[0];

/** Colours on a terminal that wants them, plain text elsewhere: NO_COLOR and FORCE_COLOR are heeded. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

const marks: Record<Verdict, { readonly mark: string; readonly style: Style }> = {
  passed: { mark: '✓', style: 'green' },
  failed: { mark: '✕', style: 'red' },
  error: { mark: '✕', style: 'magenta' },
  'known-difference': { mark: '≠', style: 'cyan' },
  'unexpected-pass': { mark: '✕', style: 'red' },
  unsupported: { mark: '○', style: 'yellow' },
  disabled: { mark: '○', style: 'yellow' },
};

/** The findings of one spec file as a tree of sentences; the reason stands under everything that did not pass. */
export function tree(findings: readonly Finding[], engine: Pick<Fingerprint, 'source'>): string {
  const scenarios = [...new Set(findings.map(({ scenario }) => scenario))];
  return scenarios
    .map((scenario) => {
      const inside = findings.filter((finding) => finding.scenario === scenario);
      return [
        styled('bold', scenario || inside[0]?.file || ''),
        ...inside.map((finding) => leaf(finding, engine)),
      ].join('\n');
    })
    .join('\n');
}

function leaf(
  { id, sentence, verdict, reason, durationMs, suspicion }: Finding,
  engine: Pick<Fingerprint, 'source'>,
): string {
  const { mark, style } = marks[verdict];
  const word = verdict === 'passed' || verdict === 'failed' ? '' : ` ${styled(style, verdict.replace('-', ' '))}`;
  const about = styled('dim', `${id}, ${Math.round(durationMs)} ms`);
  const line = `  ${styled(style, mark)} ${sentence}${word}  ${about}`;
  const said = [
    ...(reason ? [shown(reason)] : []),
    ...(suspicion ? [`first suspicion: ${printable(suspicion)}`] : []),
    ...(bad.includes(verdict) ? [styled('dim', `again: ${repeatCommand(id, engine)}`)] : []),
  ];
  const below = said.flatMap((text) => text.split('\n')).map((text) => `      ${text}`);
  return [line, ...below].join('\n');
}

function shown(reason: string): string {
  return printable(reason.length > REASON_LIMIT ? `${reason.slice(0, REASON_LIMIT)} …` : reason);
}

/** The counts by verdict, those that are zero left out. */
export function closing(findings: readonly Pick<Finding, 'verdict'>[]): string {
  const counted = verdicts.map((verdict) => ({
    verdict,
    count: findings.filter((finding) => finding.verdict === verdict).length,
  }));
  const parts = counted
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => styled(marks[verdict].style, `${count} ${verdict}`));
  return `${findings.length} behaviours: ${parts.join(', ') || 'none judged'}`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Where the time of a run went. */
export function whereTimeWent({
  engine,
  images,
  specs,
  scenarioStarts,
  behaviours,
  scenarioRemovals,
}: Timings): string {
  return (
    `Time: ${seconds(engine)} for the engine, ${seconds(images)} for the images, ${seconds(specs)} for the specs; those, two at a time: ` +
    `${seconds(scenarioStarts)} starting scenarios, ${seconds(behaviours)} asking, ${seconds(scenarioRemovals)} removing.`
  );
}

// oxlint-disable-next-line no-control-regex -- these are the ones to drop
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** What turns the order of the letters around, or begins a new line: text would not stand where it belongs. */
const ORDER = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text from a container or an engine, as it may go to a terminal: no control character but the line's end. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROL, '�').replace(ORDER, '�');
}

/** The path of a file as a link, where the terminal may know what that is: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda */
export function linkTo(path: string): string {
  if (!process.stdout.isTTY) return path;
  return `\u001B]8;;${pathToFileURL(path).href}\u001B\\${path}\u001B]8;;\u001B\\`;
}
