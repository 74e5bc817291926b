import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertCanEmbed } from '../../engine/embedded/instance.ts';
import { inParallel } from '../../engine/parallel.ts';
import { Steps } from '../../run/progress.ts';
import type { FaultVerdict } from '../faults/judge.ts';
import { type BrokenHost, brokenHosts } from './broken-hosts.ts';
import { HostRuns, imagesOf } from './host-runs.ts';
import { type GroupedHost, titleOf } from './host.ts';
import { hosts, plainOf } from './index.ts';
import { type HostOutcome, hostsMarkdown, outcomeLines } from './report.ts';
import { type HostsTrialOptions, wantedHosts } from './selection.ts';

/** npm run test:hosts: runs the suite on hosts as users configure them. The verdicts must be those of the plain host, or those that the host expects. */
export async function testHosts(options: HostsTrialOptions): Promise<number> {
  const wanted = options.broken ? [] : wantedHosts(options, hosts);
  if (options.list) return list(wanted);
  assertCanEmbed('The hosts of the trial are embedded engines');
  const runs = new HostRuns(options, await imagesOf(options.checkout));
  return options.broken ? testBroken(runs, options) : testHealthy(runs, wanted, options);
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
async function testBroken(runs: HostRuns, options: HostsTrialOptions): Promise<number> {
  const found: (FaultVerdict & { readonly host: string })[] = [];
  const isWanted = ({ host, fault }: BrokenHost): boolean =>
    options.host.length === 0 || options.host.some((words) => `${titleOf(host)}, ${fault.name}`.includes(words));
  const wanted = brokenHosts(hosts).filter(isWanted);
  const steps = new Steps(wanted.length);
  await inParallel(wanted, options.atOnce, async ({ host, fault }) => {
    steps.begin(`${titleOf(host)}, ${fault.name}`);
    const verdict = await runs.ofBroken(host, fault);
    if (!verdict) return;
    found.push({ host: titleOf(host), ...verdict });
    const wrong = [
      ...verdict.missed.map((id) => `not caught by ${id}`),
      ...verdict.unrelated.map((id) => `unrelated: ${id}`),
    ];
    const caught = verdict.failed.join(', ') || 'nothing failed';
    steps.end([`${verdict.caught ? '✓' : '✕'} ${titleOf(host)}, ${fault.name}: ${caught}`, ...wrong].join('\n    '));
  });
  steps.close();
  mkdirSync(options.report, { recursive: true });
  writeFileSync(join(options.report, 'hosts-broken.json'), `${JSON.stringify({ broken: found }, undefined, 2)}\n`);
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
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'hosts.json'), `${JSON.stringify({ hosts: outcomes }, undefined, 2)}\n`);
  writeFileSync(join(folder, 'hosts.md'), hostsMarkdown(outcomes));
}

function closing(outcomes: readonly HostOutcome[]): number {
  const count = (wanted: HostOutcome['outcome']): number => outcomes.filter(({ outcome }) => outcome === wanted).length;
  const leftOut = count('left out');
  if (leftOut > 0) console.log(`${leftOut} left out: impossible on this machine.`);
  console.log(`${count('passed')} passed, ${count('failed')} failed`);
  return count('failed') > 0 ? 1 : 0;
}

function list(wanted: readonly GroupedHost[]): number {
  for (const { group, name, engine, description } of wanted)
    console.log(`${group.padEnd(10)} ${name} on ${engine}: ${description}`);
  return 0;
}
