import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { catalogue } from '../behaviour/catalogue.ts';
import { standAlone } from '../engine/embedded/host-options.ts';
import { type OwnInstance, assertPossible, startInstance } from '../engine/embedded/instance.ts';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import { connect } from '../engine/endpoint.ts';
import { UserError } from '../engine/user-error.ts';
import { resolveImages } from '../images/resolve.ts';
import { type ApiFault, type HostFault, isAmong } from '../trial/faults/fault.ts';
import { type AnyFault, type Asked, behavioursFor, faults } from '../trial/faults/index.ts';
import { type FaultVerdict, judge } from '../trial/faults/judge.ts';
import { type ApiProxy, openProxy } from '../engine/api-proxy.ts';
import { sabotage } from '../trial/faults/saboteur.ts';
import { type SuiteEnd, type SuiteRun, startSuite, verdictsOf } from '../run/suite-run.ts';
import { Interruption } from '../run/interruption.ts';
import { main } from './main.ts';
import { Progress } from '../run/progress.ts';

const USAGE = `npm run test:faults [-- OPTIONS]
  --engine NAME   the embedded engine that is broken, ${defaultSuite} by default
  --fault WORDS   only the faults whose names hold these words; may be repeated
  --chapter NAME  the behaviours of this chapter are judged, not those of the chapters that a fault names; may be repeated
  --everywhere    all behaviours are judged: it takes hours
  --list          the faults, and what must catch them`;

/** npm run test:faults: the suite against an engine that is broken in one way at a time; each must be caught by the right behaviours. */
async function testFaults(): Promise<number> {
  const options = parseFaultOptions();
  const wanted = faults.filter(
    ({ name }) => options.fault.length === 0 || options.fault.some((words) => name.includes(words)),
  );
  if (wanted.length === 0)
    throw new UserError(`There is no fault "${options.fault.join('", "')}": npm run test:faults -- --list names them.`);
  if (options.list) return list(wanted);
  assertPossible('Asked for an engine to break');
  const trial = new Trial(options.engine, options);
  const started = performance.now();
  const verdicts: FaultVerdict[] = [];
  try {
    for (const fault of wanted) {
      const verdict = await trial.of(fault);
      if (!verdict) break;
      verdicts.push(verdict);
      console.log(line(verdict));
    }
  } finally {
    await trial.end();
  }
  return report(
    verdicts,
    wanted.length,
    (performance.now() - started) / 1000,
    verdicts.length === faults.length && options.chapter.length === 0,
  );
}

/** Engines that are broken one way after the other. */
class Trial {
  private readonly suite: string;
  private readonly asked: Asked;
  private readonly interruption = new Interruption();
  /** The engine whose API is broken: it is whole in itself, and serves for all such faults. */
  private behindProxy: { readonly suite: string; readonly instance: OwnInstance; readonly proxy: ApiProxy } | undefined;

  constructor(suite: string, asked: Asked) {
    this.suite = suite;
    this.asked = asked;
  }

  /** The verdict on one fault, or undefined where the trial was interrupted. */
  async of(fault: AnyFault): Promise<FaultVerdict | undefined> {
    const end = await (fault.kind === 'api' ? this.ofApi(fault) : this.ofHost(fault));
    if (this.interruption.signal) return undefined;
    if (!end.results)
      throw new Error(`the suite left no results under "${fault.name}": ${end.output.trim().slice(-500)}`);
    return judge(fault, verdictsOf(end.results), behavioursFor(fault, this.asked));
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
    proxy.breaks(fault);
    try {
      const end = await this.start(fault).ended;
      if (proxy.altered() === 0) throw new Error(`the fault "${fault.name}" altered nothing: correct it`);
      return end;
    } finally {
      proxy.breaks(undefined);
    }
  }

  private async ofHost(fault: HostFault): Promise<SuiteEnd> {
    // the suite takes the first engine of this release that it may use
    await this.end();
    // it stays broken: the next fault gets another one
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
    const ids = behavioursFor(fault, this.asked).flatMap((id) => ['--behaviour', id]);
    const run = startSuite(['--engine', this.suiteOf(fault), ...ids]);
    this.interruption.watch(run.process);
    return run;
  }

  private suiteOf({ engine }: AnyFault): string {
    return engine ?? this.suite;
  }

  private async engine(suite: string, dockerd: readonly string[]): Promise<OwnInstance> {
    const progress = new Progress();
    const doing = (what: string): void => progress.doing(what);
    const instance = await startInstance(suiteNamed(suite), doing, 'shared', { ...standAlone, dockerd });
    await resolveImages({ engine: connect(instance.endpoint), registry: false, progress: doing });
    return instance;
  }
}

function socketOf({ endpoint }: OwnInstance): string {
  return new URL(endpoint.dockerHost).pathname;
}

function line({ fault, caught, failed, missed, unrelated }: FaultVerdict): string {
  const below = [
    ...(missed.length > 0 ? [`    not caught by ${missed.join(', ')}`] : []),
    ...(unrelated.length > 0 ? [`    unrelated: ${unrelated.join(', ')}`] : []),
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
  writeFileSync(
    'report/faults.json',
    `${JSON.stringify({ seconds: Math.round(seconds), faults: verdicts, suspect }, undefined, 2)}\n`,
  );
  if (suspect.length > 0) console.log(`No fault failed ${suspect.join(', ')}: give each a fault.`);
  const caught = verdicts.filter((verdict) => verdict.caught).length;
  console.log(
    `${wanted} faults in ${Math.round(seconds)} s: ${caught} caught by the right behaviours and by no other; report/faults.json`,
  );
  return caught === wanted && suspect.length === 0 ? 0 : 1;
}

function list(wanted: readonly AnyFault[]): number {
  for (const { kind, name, by } of wanted) {
    const ids = catalogue()
      .map(({ id }) => id)
      .filter((id) => isAmong(id, by));
    console.log(`${kind.padEnd(5)} ${name}: ${ids.join(', ')}`);
  }
  return 0;
}

function parseFaultOptions(): {
  engine: string;
  fault: string[];
  chapter: string[];
  everywhere: boolean;
  list: boolean;
} {
  try {
    const { values } = parseArgs({
      options: {
        engine: { type: 'string', default: defaultSuite },
        fault: { type: 'string', multiple: true, default: [] },
        chapter: { type: 'string', multiple: true, default: [] },
        everywhere: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
      },
    });
    suiteNamed(values.engine);
    return values;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${(error as Error).message.split(/\.\s/)[0]}; the options are:\n${USAGE}`);
  }
}

await main(testFaults);
