import { mkdirSync, writeFileSync } from 'node:fs';
import { catalogue } from '../../behaviour/catalogue.ts';
import { standAlone } from '../../engine/embedded/host-options.ts';
import { type OwnInstance, assertCanEmbed, startInstance } from '../../engine/embedded/instance.ts';
import { suiteNamed } from '../../engine/embedded/suites.ts';
import { connect } from '../../engine/endpoint.ts';
import { unknownName } from '../../engine/suggest.ts';
import { UserError } from '../../engine/user-error.ts';
import { resolveImages } from '../../images/resolve.ts';
import type { ApiFault, HostFault } from './fault.ts';
import { type AnyFault, type ChapterSelection, behavioursFor, expectedUnder, faults } from './index.ts';
import { type FaultVerdict, judge } from './judge.ts';
import { type ApiProxy, openProxy } from '../../engine/api-proxy.ts';
import { toJson } from '../../report/json.ts';
import { plural } from '../../report/words.ts';
import { sabotage } from './saboteur.ts';
import { type SuiteEnd, type SuiteRun, lastLines, startSuite, verdictsOf } from '../../run/suite-run.ts';
import { selected } from '../../run/selection.ts';
import { Interruption } from '../../run/interruption.ts';
import { Steps } from '../../run/progress.ts';

/** The options of the trial of faults. */
interface FaultOptions extends ChapterSelection {
  /** The embedded engine that is broken. */
  readonly engine: string;
  /** Only the faults whose names contain one of these; all faults if empty. */
  readonly fault: readonly string[];
  /** Whether the faults are only printed. */
  readonly list: boolean;
}

/** Runs the suite on an engine that is broken in one way at a time: the right behaviours must fail, and no others. */
export async function testFaults(options: FaultOptions): Promise<number> {
  const wanted = selectedFaults(options);
  if (options.list) return list(wanted, options);
  assertCanEmbed('The engine to break is an embedded one');
  const trial = new Trial(options.engine, options);
  const started = performance.now();
  const verdicts: FaultVerdict[] = [];
  const steps = new Steps(wanted.length);
  try {
    for (const fault of wanted) {
      steps.begin(fault.name);
      const verdict = await trial.of(fault);
      if (!verdict) break;
      verdicts.push(verdict);
      steps.end(line(verdict));
    }
  } finally {
    steps.close();
    await trial.end();
  }
  return report(
    verdicts,
    wanted.length,
    (performance.now() - started) / 1000,
    verdicts.length === faults.length && options.chapter.length === 0,
  );
}

/** The faults of the given names that behaviours of the given chapters must notice. Throws a UserError if there is none. */
function selectedFaults(options: FaultOptions): AnyFault[] {
  selected({ behaviours: [], chapters: options.chapter, security: false }, catalogue());
  const names = faults.map(({ name }) => name);
  const unknown = options.fault.find((words) => !names.some((name) => name.includes(words)));
  if (unknown !== undefined)
    throw new UserError(unknownName('fault', unknown, names, 'npm run test:faults -- --list prints all names'));
  const named = faults.filter(
    ({ name }) => options.fault.length === 0 || options.fault.some((words) => name.includes(words)),
  );
  const noticed = named.filter((fault) => {
    const judged = new Set(behavioursFor(fault, options));
    return expectedUnder(fault).fail.some((id) => judged.has(id));
  });
  if (noticed.length === 0)
    throw new UserError(
      `No behaviour of ${options.chapter.join(', ')} must notice this fault: leave out --chapter, or choose another fault.`,
    );
  return noticed;
}

/** Runs the suite on broken engines. */
class Trial {
  private readonly suite: string;
  private readonly selection: ChapterSelection;
  private readonly interruption = new Interruption();
  /** The engine behind the API proxy: it is intact itself, and serves for all faults of the API. */
  private behindProxy: { readonly suite: string; readonly instance: OwnInstance; readonly proxy: ApiProxy } | undefined;

  constructor(suite: string, selection: ChapterSelection) {
    this.suite = suite;
    this.selection = selection;
  }

  /** The verdict on one fault, or undefined where the trial was interrupted. */
  async of(fault: AnyFault): Promise<FaultVerdict | undefined> {
    const end = await (fault.kind === 'api' ? this.ofApi(fault) : this.ofHost(fault));
    if (this.interruption.signal) return undefined;
    if (!end.results)
      throw new Error(
        `the suite wrote no results under the fault "${fault.name}"; its last lines: ${lastLines(end.output)}`,
      );
    return judge(expectedUnder(fault), verdictsOf(end.results), behavioursFor(fault, this.selection));
  }

  async end(): Promise<void> {
    const { behindProxy } = this;
    this.behindProxy = undefined;
    await behindProxy?.proxy.close();
    await behindProxy?.instance.stop();
  }

  private async ofApi(fault: ApiFault): Promise<SuiteEnd> {
    const suite = this.suiteOf(fault);
    if (this.behindProxy?.suite !== suite) {
      await this.end();
      const instance = await this.engine(suite, []);
      this.behindProxy = { suite, instance, proxy: await openProxy(socketOf(instance)) };
    }
    const { proxy } = this.behindProxy;
    proxy.alter(fault);
    try {
      const end = await this.start(fault).ended;
      if (proxy.alteredCount() === 0 && !this.interruption.signal)
        throw new UserError(
          `The fault "${fault.name}" altered no API call, so that nothing is proven: correct what it alters.`,
        );
      return end;
    } finally {
      proxy.alter(undefined);
    }
  }

  private async ofHost(fault: HostFault): Promise<SuiteEnd> {
    // the suite uses the first running engine of this release
    await this.end();
    // the host stays broken: the next fault gets another one
    const instance = await this.engine(this.suiteOf(fault), fault.dockerd ?? []);
    try {
      const run = this.start(fault);
      const saboteur = sabotage(fault, instance, run.process.pid ?? 0);
      const end = await run.ended;
      saboteur.stop();
      return end;
    } finally {
      await instance.stopAtOnce();
    }
  }

  private start(fault: AnyFault): SuiteRun {
    const ids = behavioursFor(fault, this.selection).flatMap((id) => ['--behaviour', id]);
    const run = startSuite(['--engine', this.suiteOf(fault), ...ids]);
    this.interruption.watch(run.process);
    return run;
  }

  private suiteOf({ engine }: AnyFault): string {
    return engine ?? this.suite;
  }

  private async engine(suite: string, dockerd: readonly string[]): Promise<OwnInstance> {
    const instance = await startInstance(suiteNamed(suite), () => undefined, 'shared', { ...standAlone, dockerd });
    await resolveImages({ engine: connect(instance.endpoint), registry: false, progress: () => undefined });
    return instance;
  }
}

function socketOf({ endpoint }: OwnInstance): string {
  return new URL(endpoint.dockerHost).pathname;
}

function line({ fault, caught, failed, missed, unrelated }: FaultVerdict): string {
  const below = [
    ...(missed.length > 0 ? [`    should have failed: ${missed.join(', ')}`] : []),
    ...(unrelated.length > 0 ? [`    should not have failed: ${unrelated.join(', ')}`] : []),
  ];
  return [`${caught ? '✓' : '✕'} ${fault}: ${failed.join(', ') || 'nothing failed'}`, ...below].join('\n');
}

function report(verdicts: readonly FaultVerdict[], wanted: number, seconds: number, all: boolean): number {
  const failing = new Set(verdicts.flatMap(({ failed }) => failed));
  const suspect = all
    ? catalogue()
        .filter(({ id }) => !failing.has(id))
        .map(({ id }) => id)
    : [];
  mkdirSync('report', { recursive: true });
  writeFileSync('report/faults.json', toJson({ seconds: Math.round(seconds), faults: verdicts, suspect }));
  if (suspect.length > 0)
    console.log(
      `These behaviours failed under no fault, so that nothing shows that they can: ${suspect.join(', ')}. Add a fault for each.`,
    );
  const caught = verdicts.filter((verdict) => verdict.caught).length;
  console.log(
    `${plural(wanted, 'fault')} in ${Math.round(seconds)} s, ${caught} noticed by the right behaviours and no others; report/faults.json`,
  );
  return caught === wanted && suspect.length === 0 ? 0 : 1;
}

function list(wanted: readonly AnyFault[], chapters: ChapterSelection): number {
  for (const fault of wanted) {
    const judged = new Set(behavioursFor(fault, chapters));
    const ids = expectedUnder(fault).fail.filter((id) => judged.has(id));
    console.log(`${fault.kind.padEnd(5)} ${fault.name}: ${ids.join(', ')}`);
  }
  return 0;
}
