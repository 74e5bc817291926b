import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { Lab } from '../../engine/lab/lab.ts';
import { resolveImages } from '../../images/resolve.ts';
import type { RoleImages } from '../../images/roles.ts';
import type { ResultTest } from '../../report/ctrf.ts';
import { reproScript } from '../../report/repro.ts';
import { printable } from '../../report/terminal.ts';
import type { Interruption } from '../../run/interruption.ts';
import type { Prepared } from '../../run/prepare.ts';
import { Steps } from '../../run/progress.ts';
import { plainName } from '../../scenario/repro/script.ts';
import { type Reproduction, compared, printReproduction } from './compare.ts';
import { removeLeftovers } from './leftovers.ts';
import { type RunningScript, startScript } from './running-script.ts';
import { type HostVariables, type ScriptHost, scriptHostOf, scriptHostOfUser } from './script-host.ts';
import { Marks } from './transcript.ts';
import { prefixOf, withOwnNames } from './own-names.ts';

/** The engine is the bottleneck, as in the suite itself. */
const SCRIPTS_AT_A_TIME = 2;

/** The scripts of behaviours, as they are run on one engine. */
export class Scripts {
  private readonly prepared: Prepared;
  private readonly images: RoleImages;
  private readonly interruption: Interruption;
  private readonly host: ScriptHost;
  private steps = new Steps(0);
  private readonly running = new Set<RunningScript>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'dnc-repro-'));
  private count = 0;

  private constructor(prepared: Prepared, images: RoleImages, interruption: Interruption, host: ScriptHost) {
    this.prepared = prepared;
    this.images = images;
    this.interruption = interruption;
    this.host = host;
    interruption.watch({ kill: () => [...this.running].every((script) => script.end()) });
  }

  /** The scripts on this engine. Throws a UserError where there is no docker CLI for them. */
  static async on(prepared: Prepared, images: RoleImages, interruption: Interruption): Promise<Scripts> {
    const { embedded, endpoint, compose } = prepared;
    const host = embedded ? await scriptHostOf(embedded, compose) : scriptHostOfUser(endpoint);
    return new Scripts(prepared, images, interruption, host);
  }

  /** Runs the scripts of behaviours, those with their own hosts after the others. */
  async of(tests: readonly ResultTest[]): Promise<Reproduction[]> {
    this.steps = new Steps(tests.length);
    const done: Reproduction[] = [];
    const alone = tests.filter(({ extra }) => extra.repro.hosts.length === 0);
    const waiting = [...alone];
    const busy = new Set<string>();
    // two scripts of one spec file may need the same port or subnet
    const next = (): ResultTest | undefined => {
      const at = waiting.findIndex(({ filePath }) => !busy.has(filePath));
      return at < 0 ? undefined : waiting.splice(at, 1)[0];
    };
    const one = async (): Promise<void> => {
      for (let test = next(); test && !this.interruption.signal; test = next()) {
        busy.add(test.filePath);
        done.push(await this.runOne(test, []));
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
      this.steps.close();
      this.host.clear();
      rmSync(this.folder, { recursive: true });
    }
    return done;
  }

  /** Runs scripts one after another on the same hosts, because each creates a swarm of them. */
  private async inLab(tests: readonly ResultTest[]): Promise<Reproduction[]> {
    const done: Reproduction[] = [];
    const { hosts } = this.prepared;
    const wanted = tests[0]?.extra.repro.hosts ?? [];
    if (this.interruption.signal) return done;
    if (hosts.kind !== 'lab') {
      for (const test of tests) done.push(await this.runOne(test, []));
      return done;
    }
    const lab = await Lab.open(hosts.ip);
    try {
      const started = await Promise.all(
        wanted.map(({ name, engine }) =>
          engine ? lab.engineHost(hosts.suite, engine) : lab.bareHost({ identity: plainName(name) }),
        ),
      );
      const engines = started.flatMap((host) => ('engine' in host ? [host.engine] : []));
      await Promise.all(engines.map((engine) => resolveImages({ engine, registry: false, progress: () => undefined })));
      const variables = started.map((host, index) => this.host.variablesOf(wanted[index]?.name ?? '', host));
      for (const test of tests) if (!this.interruption.signal) done.push(await this.runOne(test, engines, variables));
    } finally {
      await lab.end();
    }
    return done;
  }

  /** Runs one script, and prints what it showed. */
  private async runOne(
    test: ResultTest,
    more: readonly Dockerode[],
    hosts: readonly HostVariables[] = [],
  ): Promise<Reproduction> {
    this.steps.begin(test.extra.id);
    const reproduction = await this.reproduce(test, more, hosts);
    if (!this.interruption.signal) this.steps.end(printable(printReproduction(reproduction)));
    return reproduction;
  }

  private async reproduce(
    test: ResultTest,
    more: readonly Dockerode[],
    hosts: readonly HostVariables[],
  ): Promise<Reproduction> {
    this.count += 1;
    const number = this.count;
    const script = reproScript(test, this.prepared.fingerprint);
    const file = join(this.folder, `${number}.sh`);
    writeFileSync(file, withOwnNames(script.text, number, this.images));
    chmodSync(file, 0o755);
    const marks = new Marks();
    marks.write(`${file}.marks`);
    const variables = Object.assign({}, ...hosts.map((host) => host.variables)) as Record<string, string>;
    const env = { ...this.host.env, ...variables, BASH_ENV: `${file}.marks` };
    const running = startScript([...this.host.onHost, 'bash', file], env);
    this.running.add(running);
    const end = await running.ended;
    this.running.delete(running);
    const leftovers = await removeLeftovers([...this.prepared.engines, ...more], prefixOf(number));
    const addresses = new Map(hosts.map(({ name, address }) => [name, address]));
    return compared({ test, script, marks, end, number, hosts: addresses, leftovers });
  }
}
