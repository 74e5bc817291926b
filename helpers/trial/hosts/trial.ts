import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assertCanEmbed } from '../../engine/embedded/instance.ts';
import { UserError, errorText } from '../../engine/user-error.ts';
import { type Deviation, type Verdicts, countsOf, deviations, judgedIn, unexpected } from './compare.ts';
import { EngineHost, type Images } from './engine-host.ts';
import { type GroupedHost, titleOf } from './host.ts';
import { hosts, plainOf } from './index.ts';
import { LeftOut } from './left-out.ts';
import { type HostOutcome, hostsMarkdown, outcomeLines } from './report.ts';
import { type AnyFault, behavioursFor } from '../faults/index.ts';
import type { FaultVerdict } from '../faults/judge.ts';
import { breakEngine } from './breaking.ts';
import { type BrokenHost, brokenHosts, judgeBroken } from './broken.ts';
import { startOnHost } from './suite-on-host.ts';
import { Steps } from '../../run/progress.ts';
import { type SuiteEnd, endedWithin } from '../../run/suite-run.ts';
import { type HostsTrialOptions, wantedHosts } from './wanted.ts';
import { inParallel } from '../../engine/parallel.ts';
import { Interruption } from '../../run/interruption.ts';

/** How long a run of the suite may take on a slow host. */
const RUN_LIMIT_MS = 20 * 60_000;

/** npm run test:hosts: runs the suite on hosts as users have them. The verdicts must be the plain host's, or those that the host expects. */
export async function testHosts(options: HostsTrialOptions): Promise<number> {
  const wanted = options.broken ? [] : wantedHosts(options, hosts);
  if (options.list) return list(wanted);
  assertCanEmbed('The hosts of the trial are embedded engines');
  const trial = new Trial(options, await imagesOf(options.checkout));
  return options.broken ? testBroken(trial, options) : testHealthy(trial, wanted, options);
}

async function testHealthy(trial: Trial, wanted: GroupedHost[], options: HostsTrialOptions): Promise<number> {
  const outcomes: HostOutcome[] = [];
  const ordered = inOrder(wanted);
  const steps = new Steps(ordered.length);
  const runHost = async (host: GroupedHost): Promise<void> => {
    steps.begin(titleOf(host));
    const outcome = await trial.of(host);
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
  return trial.exitCode ?? closing(outcomes);
}

const isPlain = ({ group }: GroupedHost): boolean => group === 'plain';

/** Breaks engines on hosts: the behaviours that promise what is broken must fail, and no others. */
async function testBroken(trial: Trial, options: HostsTrialOptions): Promise<number> {
  const found: (FaultVerdict & { readonly host: string })[] = [];
  const isWanted = ({ host, fault }: BrokenHost): boolean =>
    options.host.length === 0 || options.host.some((words) => `${titleOf(host)}, ${fault.name}`.includes(words));
  const wanted = brokenHosts(hosts).filter(isWanted);
  const steps = new Steps(wanted.length);
  await inParallel(wanted, options.atOnce, async ({ host, fault }) => {
    steps.begin(`${titleOf(host)}, ${fault.name}`);
    const verdict = await trial.ofBroken(host, fault);
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
  return trial.exitCode ?? (caught === found.length ? 0 : 1);
}

/** The hosts engine by engine, the plain host first. */
function inOrder(wanted: readonly GroupedHost[]): GroupedHost[] {
  const engines = [...new Set(wanted.map(({ engine }) => engine))];
  const of = (engine: string): GroupedHost[] =>
    wanted.filter((host) => host.engine === engine && host.group !== 'plain');
  return engines.flatMap((engine) => [plainOf(engine)].concat(of(engine)));
}

/** Runs of the suite on hosts. */
class Trial {
  private readonly options: HostsTrialOptions;
  private readonly images: Images;
  private readonly interruption = new Interruption();
  private readonly plain = new Map<string, Verdicts>();

  constructor(options: HostsTrialOptions, images: Images) {
    this.options = options;
    this.images = images;
  }

  get exitCode(): number | undefined {
    return this.interruption.exitCode;
  }

  /** The outcome of a host; undefined where the trial was interrupted. */
  async of(host: GroupedHost): Promise<HostOutcome | undefined> {
    if (this.interruption.signal) return undefined;
    const { name, engine, group, description } = host;
    const about = { name, engine, group, description };
    try {
      const end = await this.runOn({ ...host, ...(await host.makeKeys?.()) });
      return this.interruption.signal ? undefined : { ...about, ...this.judge(host, end) };
    } catch (error) {
      if (this.interruption.signal) return undefined;
      const isHere = error instanceof LeftOut || error instanceof UserError;
      return { ...about, outcome: isHere ? 'left out' : 'failed', because: errorText(error), deviations: [] };
    }
  }

  /** Whether a fault is caught on a host; undefined where the trial was interrupted. */
  async ofBroken(host: GroupedHost, fault: AnyFault): Promise<FaultVerdict | undefined> {
    if (this.interruption.signal) return undefined;
    const end = await this.runOn(host, fault);
    return this.interruption.signal ? undefined : judgeBroken(fault, judgedIn(end.results));
  }

  private async runOn(host: GroupedHost, fault?: AnyFault): Promise<SuiteEnd> {
    const made = await EngineHost.start(host, this.images, () => undefined);
    const breaking = fault && (await breakEngine(fault, made));
    const selection = fault ? behavioursFor(fault).flatMap((id) => ['--behaviour', id]) : [];
    try {
      const onHost = await startOnHost(host, made, this.options.checkout, [...selection, ...this.options.run]);
      breaking?.started(onHost.run.process.pid ?? 0);
      try {
        this.interruption.watch(onHost.run.process);
        return await endedWithin(onHost.run, RUN_LIMIT_MS);
      } finally {
        await onHost.end();
      }
    } finally {
      try {
        await breaking?.end();
      } finally {
        await made.end();
      }
    }
  }

  private judge(host: GroupedHost, end: SuiteEnd): Omit<HostOutcome, 'name' | 'engine' | 'group' | 'description'> {
    const { exitCode, seconds } = end;
    const verdicts = judgedIn(end.results);
    if (host.expectedError && verdicts.size === 0 && exitCode !== 0 && host.expectedError.test(end.output))
      return { outcome: 'passed', exitCode, seconds, deviations: [] };
    if (verdicts.size === 0)
      return { outcome: 'failed', exitCode, seconds, because: `no results: ${lastLines(end.output)}`, deviations: [] };
    if (host.group === 'plain') this.plain.set(host.engine, verdicts);
    const found: Deviation[] = deviations(this.plain.get(host.engine) ?? verdicts, verdicts, host.differs);
    const isRight = unexpected(found).length === 0 && !host.expectedError;
    // with every verdict right, it may have left objects on the engine, or failed to write a report
    const because = isRight && exitCode !== 0 ? { because: lastLines(end.output) } : {};
    const outcome = isRight && exitCode === 0 ? 'passed' : 'failed';
    return { outcome, exitCode, seconds, counts: countsOf(verdicts), ...because, deviations: found };
  }
}

/** The images of a checkout's suite. Throws a UserError where the folder is not a checkout. */
async function imagesOf(checkout: string): Promise<Images> {
  const file = resolve(checkout, 'helpers/images/resolve.ts');
  if (!existsSync(file) || !existsSync(resolve(checkout, 'package.json')))
    throw new UserError(
      `${checkout} is not a checkout of this suite with its dependencies: name its folder, and run npm ci in it.`,
    );
  const { resolveImages } = (await import(pathToFileURL(file).href)) as typeof import('../../images/resolve.ts');
  return async (engine) =>
    (await resolveImages({ engine, registry: false, progress: () => undefined })).probe.reference;
}

const lastLines = (output: string): string => output.trim().split('\n').slice(-3).join(' / ').slice(-500);

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
