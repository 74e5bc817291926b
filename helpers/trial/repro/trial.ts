import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type Dockerode from 'dockerode';
import { environmentOf } from '../../engine/endpoint.ts';
import { Lab } from '../../engine/lab/lab.ts';
import { sweepRun } from '../../engine/sweep.ts';
import { resolveImages } from '../../images/resolve.ts';
import type { ResultTest } from '../../report/ctrf.ts';
import { toJson } from '../../report/json.ts';
import { REPRO_FOLDER, writeRepros } from '../../report/repro.ts';
import { printable } from '../../report/terminal.ts';
import { type Reproduction, compared, told } from './compare.ts';
import { type RunningScript, startScript } from './script.ts';
import { type Desk, deskAt } from './tools.ts';
import { startSuite } from '../../run/suite-run.ts';
import { Interruption } from '../../run/interruption.ts';
import { type Prepared, prepare } from '../../run/prepare.ts';
import { Progress } from '../../run/progress.ts';

const REPORT = 'report';

/** The engine is the bottleneck, as in the suite itself. */
const SCRIPTS_AT_A_TIME = 2;

/** What the trial of repro scripts is asked for. */
export interface ReproOptions {
  readonly engine: string | undefined;
  /** The ids of behaviours; none for all of them. */
  readonly behaviours: readonly string[];
}

/** npm run test:repro: the suite once, and then the script of each behaviour; both must get the same answers. */
export async function testRepro({ engine, behaviours }: ReproOptions): Promise<number> {
  const interruption = new Interruption();
  const prepared = await interruption.unless(prepare(engine, new Progress(), 'shared'));
  if (!prepared) return interruption.exitCode ?? 1;
  try {
    const named = prepared.embedded ? ['--engine', prepared.embedded.suite] : [];
    const run = startSuite([...named, ...behaviours.flatMap((id) => ['--behaviour', id])]);
    interruption.watch(run.process);
    const { results, output } = await run.ended;
    if (interruption.signal) return interruption.exitCode ?? 1;
    if (!results) throw new Error(`the suite left no results: ${output.trim().slice(-500)}`);
    writeRepros(REPORT, results);
    const asking = results.results.tests.filter(({ extra }) => extra.repro.ask.length > 0);
    const reproductions = await new Scripts(prepared, interruption).of(asking);
    return interruption.exitCode ?? report(reproductions, asking.length, prepared);
  } finally {
    await prepared.stop();
  }
}

/** The scripts of behaviours, as they are run on one engine. */
class Scripts {
  private readonly prepared: Prepared;
  private readonly interruption: Interruption;
  private readonly desk: Desk;
  private readonly running = new Set<RunningScript>();

  constructor(prepared: Prepared, interruption: Interruption) {
    this.prepared = prepared;
    this.interruption = interruption;
    this.desk = prepared.embedded
      ? deskAt(prepared.embedded)
      : {
          onHost: [],
          env: { ...process.env, ...environmentOf(prepared.endpoint) },
          variablesOf: () => ({}),
          clear: () => undefined,
        };
    interruption.watch({ kill: () => [...this.running].every((script) => script.end()) });
  }

  /** Runs them all, those that take hosts of their own after the others. */
  async of(tests: readonly ResultTest[]): Promise<Reproduction[]> {
    const done: Reproduction[] = [];
    const alone = tests.filter(({ extra }) => extra.repro.hosts.length === 0);
    const waiting = [...alone];
    const busy = new Set<string>();
    // two of one spec file may want the same port or subnet, where that is what they test
    const next = (): ResultTest | undefined => {
      const at = waiting.findIndex(({ filePath }) => !busy.has(filePath));
      return waiting.splice(Math.max(at, 0), 1)[0];
    };
    const one = async (): Promise<void> => {
      for (let test = next(); test && !this.interruption.signal; test = next()) {
        busy.add(test.filePath);
        done.push(await this.ask(test, [], {}));
        busy.delete(test.filePath);
      }
    };
    try {
      await Promise.all(Array.from({ length: SCRIPTS_AT_A_TIME }, one));
      const inLabs = Map.groupBy(
        tests.filter((test) => !alone.includes(test)),
        ({ extra }) => JSON.stringify(extra.repro.hosts),
      );
      for (const sharing of inLabs.values()) done.push(...(await this.inLab(sharing)));
    } finally {
      this.desk.clear();
    }
    return done;
  }

  /** One after the other on the same hosts, since each script makes a swarm of them. */
  private async inLab(tests: readonly ResultTest[]): Promise<Reproduction[]> {
    const done: Reproduction[] = [];
    const { hosts } = this.prepared;
    const wanted = tests[0]?.extra.repro.hosts ?? [];
    if (this.interruption.signal) return done;
    if (hosts.kind !== 'lab') {
      for (const test of tests) done.push(await this.ask(test, [], {}));
      return done;
    }
    const lab = await Lab.open(hosts.ip);
    try {
      const started = await Promise.all(
        wanted.map(({ name, engine }) =>
          engine ? lab.engineHost(hosts.suite, engine) : lab.bareHost({ identity: name.toLowerCase() }),
        ),
      );
      const engines = started.flatMap((host) => ('engine' in host ? [host.engine] : []));
      await Promise.all(engines.map((engine) => resolveImages({ engine, registry: false, progress: () => undefined })));
      const variables = started.map((host, index) => this.desk.variablesOf(wanted[index]?.name ?? '', host));
      for (const test of tests)
        if (!this.interruption.signal) done.push(await this.ask(test, engines, Object.assign({}, ...variables)));
    } finally {
      await lab.end();
    }
    return done;
  }

  private async ask(
    test: ResultTest,
    more: readonly Dockerode[],
    variables: Record<string, string>,
  ): Promise<Reproduction> {
    const file = resolve(REPORT, REPRO_FOLDER, `${test.extra.id}.sh`);
    const script = startScript([...this.desk.onHost, file], { ...this.desk.env, ...variables });
    this.running.add(script);
    const end = await script.ended;
    this.running.delete(script);
    const engines = [...this.prepared.engines, ...more];
    const left = (
      await Promise.all(engines.map((engine) => sweepRun(engine, `repro-${script.pid}`, this.prepared.host.tools)))
    ).flat();
    const untidy = left.length > 0 ? `it left ${left.map(({ kind, name }) => `${kind} ${name}`).join(', ')}` : '';
    const reproduction = compared(test, end, untidy);
    if (!this.interruption.signal) console.log(printable(told(reproduction)));
    return reproduction;
  }
}

function report(reproductions: readonly Reproduction[], wanted: number, { fingerprint, embedded }: Prepared): number {
  const of = (result: Reproduction['result']): number => reproductions.filter((one) => one.result === result).length;
  mkdirSync(REPORT, { recursive: true });
  const file = join(REPORT, 'repro.json');
  writeFileSync(file, toJson({ engine: `${fingerprint.name} ${fingerprint.version}`, behaviours: reproductions }));
  const impossible = of('impossible');
  console.log(
    `${wanted} behaviours by hand on ${fingerprint.name} ${fingerprint.version}: ${of('same')} answered the same, ` +
      `${of('different')} otherwise, ${impossible} cannot be asked here; ${file}`,
  );
  // an embedded engine has all that a script may take
  return of('different') + (embedded ? impossible : 0) === 0 ? 0 : 1;
}
