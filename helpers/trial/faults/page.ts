import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { devices } from '../../engine/kernel-options.ts';
import { byChapter } from '../../report/chapters.ts';
import { text } from '../../report/matrix/markdown.ts';
import { plural } from '../../report/printed-values.ts';
import { faults } from './index.ts';
import type { FaultRecord } from './record.ts';

/** The page with the last trial of all faults. */
export const FAULTS_PAGE = 'FAULTS.md';

const FILE = fileURLToPath(new URL(`../../../${FAULTS_PAGE}`, import.meta.url));

/** Writes the page. */
export function writeFaultsPage(records: readonly FaultRecord[]): void {
  writeFileSync(FILE, faultsPage(records));
}

/** How the page differs from the faults that there are, as a sentence; undefined where it is of exactly these. */
export function staleNotice(page = existsSync(FILE) ? readFileSync(FILE, 'utf8') : ''): string | undefined {
  const names = new Set(faults.map(({ name }) => text(name)));
  const shown = page.split('\n').flatMap((line) => line.match(ROW)?.[1] ?? []);
  // those that a kernel may not show can be missing
  const always = faults.filter(({ device }) => device === undefined).map(({ name }) => text(name));
  const [lacking, gone] = [always.filter((name) => !shown.includes(name)), shown.filter((name) => !names.has(name))];
  const parts = [
    ...(lacking.length > 0 ? [`lacks ${faultsText(lacking)}`] : []),
    ...(gone.length > 0 ? [`has ${faultsText(gone)}, no longer tried`] : []),
  ];
  if (parts.length === 0) return undefined;
  return `${FAULTS_PAGE} ${parts.join(', and ')}: npm run test:faults -- --write measures it again.`;
}

/** `12 faults ("one", "two", …)` */
function faultsText(names: readonly string[]): string {
  const some = names.slice(0, 5).map((name) => `"${name}"`);
  return `${plural(names.length, 'fault')} (${some.join(', ')}${names.length > some.length ? ', …' : ''})`;
}

/** A row of a fault; the first cell is its name. */
const ROW = /^\| (?!Fault \|)(.+?) \|.* s \|$/;

/** The trial as a page: each fault, the behaviours that caught it, and how long that took. */
export function faultsPage(records: readonly FaultRecord[]): string {
  const caught = records.filter((record) => record.caught).length;
  return [
    '# Faults that the suite catches',
    '',
    'Each fault breaks an engine in one way: in its API, on its host, or on the hosts of a lab. The suite then ran on it. The',
    'behaviours that promise what is broken failed, all of them, and no others of their spec files did.',
    '',
    `**${caught} of ${plural(records.length, 'fault')} caught**, ${timesOf(records)}.`,
    ...notTried(records),
    '',
    `Made with \`npm run test:faults -- --write\` on ${datesOf(records)} at ${commitsOf(records)}, on ${enginesOf(records)}.`,
    ...byChapter(records, ({ chapter }) => chapter).map(([chapter, inside]) => sectionOf(chapter, inside)),
    '',
  ].join('\n');
}

/** The faults that the kernel could not show, which count neither as caught nor as missed. */
function notTried(records: readonly FaultRecord[]): string[] {
  const tried = new Set(records.map(({ fault }) => fault));
  const left = faults.flatMap(({ name, device }) =>
    device === undefined || tried.has(name) ? [] : [`- ${text(name)} (${devices[device].option})`],
  );
  if (left.length === 0) return [];
  return [
    '',
    `Not counted, because the kernel lacks an option that they need: ${plural(left.length, 'fault')}.`,
    '',
    ...left,
  ];
}

function sectionOf(chapter: string, inside: readonly FaultRecord[]): string {
  const head = ['', `## ${chapter}`, '', '| Fault | Caught by | Judged | Time |', '| --- | --- | --: | --: |'];
  return head.concat(inside.map(rowOf)).join('\n');
}

function rowOf({ fault, judged, started, ended, ...verdict }: FaultRecord): string {
  const time = `${Math.round((ended - started) / 1000)} s`;
  return `| ${[text(fault), outcomeOf(verdict), String(judged), time].join(' | ')} |`;
}

function outcomeOf(verdict: Pick<FaultRecord, 'caught' | 'failed' | 'missed' | 'unrelated' | 'problem'>): string {
  const { caught, failed, missed, unrelated, problem } = verdict;
  if (problem !== undefined) return `✕ not judged: ${text(problem)}`;
  if (caught) return failed.join(', ');
  return [
    `✕ ${failed.join(', ') || 'nothing failed'}`,
    ...(missed.length > 0 ? [`should have failed: ${missed.join(', ')}`] : []),
    ...(unrelated.length > 0 ? [`should not have failed: ${unrelated.join(', ')}`] : []),
  ].join('; ');
}

/** How long the trial took; several times where it was interrupted and continued. */
function timesOf(records: readonly FaultRecord[]): string {
  const runs = [...Map.groupBy(records, ({ runStarted }) => runStarted)].toSorted(([one], [other]) => one - other);
  const minutes = runs.map(([start, inside]) => (Math.max(...inside.map(({ ended }) => ended)) - start) / 60_000);
  const texts = minutes.map((one) => one.toFixed(1));
  return runs.length === 1
    ? `in a run of ${texts[0]} minutes`
    : `in ${runs.length} runs of ${texts.join(', ')} minutes`;
}

function datesOf(records: readonly FaultRecord[]): string {
  return uniqueOf(records.map(({ ended }) => new Date(ended).toISOString().slice(0, 10))).join(', ');
}

function commitsOf(records: readonly FaultRecord[]): string {
  return uniqueOf(records.map(({ commit }) => `\`${commit}\``)).join(', ');
}

function enginesOf(records: readonly FaultRecord[]): string {
  const counts = Map.groupBy(
    records.filter(({ engine }) => engine !== undefined),
    ({ engine, suite }) => `${engine} (${suite})`,
  );
  return [...counts].map(([engine, { length }]) => `${engine}: ${length}`).join(', ');
}

const uniqueOf = (values: readonly string[]): string[] => [...new Set(values)].toSorted();
