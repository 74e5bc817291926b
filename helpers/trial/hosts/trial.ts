import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertCanEmbed } from '../../engine/embedded/instance.ts';
import { inParallel } from '../../engine/parallel.ts';
import { unknownName } from '../../engine/suggest.ts';
import { UserError } from '../../engine/user-error.ts';
import { makeReportFolder } from '../../report/write.ts';
import { toJson } from '../../report/json.ts';
import { Steps } from '../../run/progress.ts';
import type { FaultVerdict } from '../faults/judge.ts';
import { type BrokenHost, brokenHosts } from './broken-hosts.ts';
import { HostRuns, imagesOf } from './host-runs.ts';
import { type GroupedHost, titleOf } from './host.ts';
import { hosts, plainOf } from './index.ts';
import { type HostOutcome, hostsMarkdown, outcomeLines } from './report.ts';
import { type HostsTrialOptions, wantedHosts } from './selection.ts';

/**
 * npm run test:hosts: runs the suite on hosts as users configure them. The verdicts must be those of the plain host, or
 * those that the host expects.
 */
export async function testHosts(options: HostsTrialOptions): Promise<number> {
  const broken = options.broken ? wantedBroken(options.host) : [];
  const wanted = options.broken ? [] : wantedHosts(options, hosts);
  if (options.list) return options.broken ? listBroken(broken) : list(wanted);
  makeReportFolder(options.report);
  assertCanEmbed('The hosts of the trial are embedded engines');
  const runs = new HostRuns(options, await imagesOf(options.checkout));
  return options.broken ? testBroken(runs, broken, options) : testHealthy(runs, wanted, options);
}

async function testHealthy(runs: HostRuns, wanted: GroupedHost[], options: HostsTrialOptions): Promise<number> {
  const outcomes: HostOutcome[] = [];
  const ordered = inOrder(wanted);
  const steps = new Steps(ordered.length);
  const runHost = async (host: GroupedHost): Promise<void> => {
    steps.begin(titleOf(host));
    const outcome = await runs.of(host);
    if (!outcome) return;
    outcomes.push(outcome);
    steps.end(outcomeLines(outcome));
    write(options.report, outcomes);
  };
  // first, because the others are compared with them
  await inParallel(ordered.filter(isPlain), options.atOnce, runHost);
  await inParallel(
    ordered.filter((host) => !isPlain(host)),
    options.atOnce,
    runHost,
  );
  steps.close();
  return runs.exitCode ?? closing(outcomes);
}

const isPlain = ({ group }: GroupedHost): boolean => group === 'plain';

/** Breaks engines on hosts: the behaviours that promise what is broken must fail, and no others. */
async function testBroken(runs: HostRuns, wanted: readonly BrokenHost[], options: HostsTrialOptions): Promise<number> {
  const found: (FaultVerdict & { readonly host: string })[] = [];
  const steps = new Steps(wanted.length);
  await inParallel(wanted, options.atOnce, async ({ host, fault }) => {
    steps.begin(titleOfBroken({ host, fault }));
    const verdict = await runs.ofBroken(host, fault);
    if (!verdict) return;
    found.push({ host: titleOf(host), ...verdict });
    const wrong = [
      ...verdict.missed.map((id) => `not caught by ${id}`),
      ...verdict.unrelated.map((id) => `unrelated: ${id}`),
    ];
    const caught = verdict.failed.join(', ') || 'nothing failed';
    steps.end([`${verdict.caught ? '✓' : '✕'} ${titleOfBroken({ host, fault })}: ${caught}`, ...wrong].join('\n    '));
  });
  steps.close();
  writeFileSync(join(options.report, 'hosts-broken.json'), toJson({ broken: found }));
  const caught = found.filter((one) => one.caught).length;
  console.log(`${caught} passed, ${found.length - caught} failed`);
  return runs.exitCode ?? (caught === found.length ? 0 : 1);
}

/** The hosts engine by engine, the plain host first. */
function inOrder(wanted: readonly GroupedHost[]): GroupedHost[] {
  const engines = [...new Set(wanted.map(({ engine }) => engine))];
  const of = (engine: string): GroupedHost[] =>
    wanted.filter((host) => host.engine === engine && host.group !== 'plain');
  return engines.flatMap((engine) => [plainOf(engine)].concat(of(engine)));
}

function write(folder: string, outcomes: readonly HostOutcome[]): void {
  writeFileSync(join(folder, 'hosts.json'), toJson({ hosts: outcomes }));
  writeFileSync(join(folder, 'hosts.md'), hostsMarkdown(outcomes));
}

function closing(outcomes: readonly HostOutcome[]): number {
  const count = (wanted: HostOutcome['outcome']): number => outcomes.filter(({ outcome }) => outcome === wanted).length;
  const leftOut = count('left out');
  if (leftOut > 0) console.log(`${leftOut} left out: impossible on this machine.`);
  console.log(`${count('passed')} passed, ${count('failed')} failed`);
  return count('failed') > 0 ? 1 : 0;
}

function listBroken(wanted: readonly BrokenHost[]): number {
  for (const one of wanted) console.log(titleOfBroken(one));
  return 0;
}

const titleOfBroken = ({ host, fault }: BrokenHost): string => `${titleOf(host)}, ${fault.name}`;

/** The broken hosts whose titles contain one of these words; all without a selection. Throws a UserError where none does. */
function wantedBroken(words: readonly string[]): BrokenHost[] {
  const all = brokenHosts(hosts);
  const wanted = all.filter((one) => words.length === 0 || words.some((word) => titleOfBroken(one).includes(word)));
  if (wanted.length > 0) return wanted;
  const titles = all.map(titleOfBroken);
  throw new UserError(
    unknownName('broken host', words[0] ?? '', titles, 'npm run test:hosts -- --broken --list names them'),
  );
}

function list(wanted: readonly GroupedHost[]): number {
  for (const { group, name, engine, description } of wanted)
    console.log(`${group.padEnd(10)} ${name} on ${engine}: ${description}`);
  return 0;
}
