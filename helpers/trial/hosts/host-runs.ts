import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError, errorText } from '../../engine/user-error.ts';
import { Interruption } from '../../run/interruption.ts';
import { type SuiteEnd, endedWithin, lastLines } from '../../run/suite-run.ts';
import { type AnyFault, behavioursFor } from '../faults/index.ts';
import type { FaultVerdict } from '../faults/judge.ts';
import { breakEngine } from './break-engine.ts';
import { judgeBroken } from './broken-hosts.ts';
import { type Deviation, type Verdicts, countsOf, deviations, judgedIn, unexpected } from './deviations.ts';
import { EngineHost, type Images } from './engine-host.ts';
import type { GroupedHost } from './host.ts';
import { LeftOut } from './left-out.ts';
import type { HostOutcome } from './report.ts';
import { startOnHost } from './suite-on-host.ts';
import type { HostsTrialOptions } from './selection.ts';

/** How long a run of the suite may take on a slow host. */
const RUN_LIMIT_MS = 20 * 60_000;

/** Runs of the suite on hosts. */
export class HostRuns {
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
      const isImpossible = error instanceof LeftOut || error instanceof UserError;
      return { ...about, outcome: isImpossible ? 'left out' : 'failed', because: errorText(error), deviations: [] };
    }
  }

  /** Whether a fault is caught on a host; undefined where the trial was interrupted. */
  async ofBroken(host: GroupedHost, fault: AnyFault): Promise<FaultVerdict | undefined> {
    if (this.interruption.signal) return undefined;
    const end = await this.runOn(host, fault);
    return this.interruption.signal ? undefined : judgeBroken(fault, judgedIn(end.results));
  }

  private async runOn(host: GroupedHost, fault?: AnyFault): Promise<SuiteEnd> {
    const engineHost = await EngineHost.start(host, this.images, () => undefined);
    const activeFault = fault && (await breakEngine(fault, engineHost));
    const selection = fault ? behavioursFor(fault).flatMap((id) => ['--behaviour', id]) : [];
    try {
      const onHost = await startOnHost(host, engineHost, this.options.checkout, [...selection, ...this.options.run]);
      activeFault?.started(onHost.run.process.pid ?? 0);
      try {
        this.interruption.watch(onHost.run.process);
        return await endedWithin(onHost.run, RUN_LIMIT_MS);
      } finally {
        await onHost.end();
      }
    } finally {
      try {
        await activeFault?.end();
      } finally {
        await engineHost.end();
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
export async function imagesOf(checkout: string): Promise<Images> {
  const file = resolve(checkout, 'helpers/images/resolve.ts');
  if (!existsSync(file) || !existsSync(resolve(checkout, 'package.json')))
    throw new UserError(
      `${checkout} is not a checkout of this suite with its dependencies: name its folder, and run npm ci in it.`,
    );
  const { resolveImages } = (await import(pathToFileURL(file).href)) as typeof import('../../images/resolve.ts');
  return async (engine) =>
    (await resolveImages({ engine, registry: false, progress: () => undefined })).probe.reference;
}
