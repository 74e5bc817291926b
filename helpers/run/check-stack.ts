import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type Dockerode from 'dockerode';
import { printable } from '../report/terminal.ts';
import { plural } from '../report/printed-values.ts';
import { IDLE_LIMIT_MS, connect } from '../engine/endpoint.ts';
import { type Fingerprint, identify } from '../engine/identify.ts';
import { makeFolder } from '../engine/make-folder.ts';
import { ownerOf } from '../engine/owner.ts';
import { ProbeContainers } from '../engine/probe-containers.ts';
import type { Run } from '../engine/run.ts';
import { sweepEndedRuns } from '../engine/sweep.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { UserError, errorText } from '../engine/user-error.ts';
import { resolveImage } from '../images/resolve.ts';
import { sendAll } from '../stack/send.ts';
import { type ComposeFile, composeFileBeside } from '../stack/compose-file.ts';
import { parsePair, requestsOfPair } from '../stack/explain.ts';
import { changedSince, findStack } from '../stack/find.ts';
import { planned } from '../stack/plan.ts';
import { Permissions } from '../stack/policy/permissions.ts';
import type { Policy } from '../stack/policy/policy.ts';
import { readPolicy } from '../stack/policy/read.ts';

import type { CheckOptions, Checked } from './checked.ts';
import type { Request } from '../stack/requests.ts';
import type { Scene } from '../stack/scene.ts';
import type { Stack } from '../stack/stack.ts';
import { probesBeside, hostBeside, lanBeside, listenersOf, settledListeners } from './check-probes.ts';
import { findCompose } from './compose.ts';
import { embeddedLocation } from './embedded-location.ts';
import { type ChosenEngine, chooseRunningEngine } from './choose-engine.ts';
import { concludeCheck, scopeText, writeDraft } from './conclude-check.ts';
import { Interruption } from './interruption.ts';
import { Progress } from './progress.ts';
import { openRunFolder } from './run-folder.ts';
import { CheckedProject } from './start-project.ts';

/** Judges a Compose stack by a policy, and removes what it started in every ending. Gives the exit code. */
export async function checkStack(options: CheckOptions): Promise<number> {
  if (options.write) assertWritable(options.policy);
  // what is mistyped is said at once
  if (options.explain !== undefined) parsePair(options.explain);
  const policy = options.write ? nothingAllowed(options.policy) : readPolicy(options.policy);
  const interruption = new Interruption();
  const checked = await interruption.unless(checkOn(options, policy, interruption));
  if (!checked) return interruption.exitCode ?? 2;
  return options.write ? writeDraft(checked) : concludeCheck(checked, options);
}

/** Throws a UserError where the draft has no place, before a check that would be lost with it. */
function assertWritable(file: string): void {
  if (existsSync(file))
    throw new UserError(`${file} is there already: name another file for the draft, or move this one away.`);
  makeFolder(dirname(file), 'name another file for the draft');
}

/** A draft is made from what is open without any rule. */
function nothingAllowed(file: string): Policy {
  return { file, project: undefined, containers: new Map(), groups: new Map(), rules: [], strict: [], world: [] };
}

type End = () => Promise<unknown>;

async function checkOn(options: CheckOptions, policy: Policy, interruption: Interruption): Promise<Checked> {
  const progress = new Progress(process.stderr);
  const chosen = await chooseRunningEngine(options.engine);
  const run = openRunFolder();
  const ends: End[] = [async () => run.remove(), () => chosen.stop(false)];
  const interrupted = new Promise<never>((_, reject) =>
    interruption.watch({
      kill() {
        reject(new Error('interrupted'));
        return true;
      },
    }),
  );
  let checked: Checked;
  try {
    const check = new Check(chosen, policy, options, progress, (end) => ends.push(end));
    checked = await Promise.race([check.run(run.id), interrupted]);
  } catch (error) {
    progress.end();
    // what went wrong first says more
    await endAll(ends).catch((atEnd: unknown) => console.error(errorText(atEnd)));
    throw error;
  }
  progress.end();
  await endAll(ends);
  return checked;
}

/** Runs each of them, the last one first, also where others fail. Throws a UserError then. */
async function endAll(ends: readonly End[]): Promise<void> {
  const errors: unknown[] = [];
  for (const end of ends.toReversed()) await end().catch((error: unknown) => errors.push(error));
  if (errors.length === 0) return;
  throw new UserError(
    `Not everything that this check started could be removed (${errorText(errors[0])}): the next ${suiteCommand('check')} on this engine removes it.`,
  );
}

/** What the objects of a check have in their labels. */
type Belongs = Pick<Run, 'id' | 'owner'>;

/** A stack, the engine that it runs on, and what the policy permits in it. */
interface Found {
  readonly fingerprint: Fingerprint;
  readonly stack: Stack;
  readonly permissions: Permissions;
}

class Check {
  private readonly chosen: ChosenEngine;
  private readonly engine: Dockerode;
  private readonly policy: Policy;
  private readonly options: CheckOptions;
  private readonly progress: Progress;
  private readonly onEnd: (end: End) => void;

  constructor(
    chosen: ChosenEngine,
    policy: Policy,
    options: CheckOptions,
    progress: Progress,
    onEnd: (end: End) => void,
  ) {
    this.chosen = chosen;
    this.engine = connect(chosen.endpoint, IDLE_LIMIT_MS);
    this.policy = policy;
    this.options = options;
    this.progress = progress;
    this.onEnd = onEnd;
  }

  async run(id: string): Promise<Checked> {
    const start = Date.now();
    const { engine, options, progress } = this;
    const belongs = { id, owner: ownerOf() };
    const found = await this.find(belongs);
    // what is wrong with the policy is said before an image is pulled
    const scene = await this.open(found, belongs);
    const requests = requestsIn(scene, options.explain);
    const facts = { scene, requests, fingerprint: found.fingerprint, start };
    progress.say(printable(scopeText(facts)));
    if (options.dryRun) return { ...facts, exchanges: [], restarted: new Set() };
    const exchanges = await sendAll(requests, scene.own, (round, of) =>
      progress.doing(`sending ${plural(requests.length, 'request')}${of > 1 ? `, part ${round} of ${of}` : ''}`),
    );
    return { ...facts, exchanges, restarted: await changedSince(engine, scene.stack.containers) };
  }

  /** Finds the stack, with --up started for this check, and what the policy permits in it. */
  private async find(belongs: Belongs): Promise<Found> {
    const { engine, policy, options } = this;
    const { embedded, endpoint } = this.chosen;
    const compose = composeFileBeside(policy.file);
    const isOfProject = compose.file !== undefined || policy.containers.size === 0;
    const base = options.project ?? policy.project ?? (isOfProject ? compose.project : undefined);
    const source = options.project ? '--project' : policy.project ? policy.file : compose.projectFrom;
    const project = options.up ? await this.upped(compose, base ?? compose.project, belongs) : base;
    const [fingerprint, found] = await Promise.all([
      identify(engine, endpoint, embedded && embeddedLocation(embedded)),
      findStack(engine, { project, source, compose, policy, isOwn: options.up === true }),
    ]);
    // what is drawn is in no draft and no report
    const stack = { ...found, project: base ?? found.project };
    return { fingerprint, stack, permissions: new Permissions(policy, stack, compose.services) };
  }

  /** Starts the probes of a stack, and lists the sockets that listen in it. */
  private async open(found: Found, belongs: Belongs): Promise<Scene> {
    const { engine, policy, options, progress } = this;
    const { fingerprint, stack, permissions } = found;
    const probes = await this.probes(found, belongs);
    progress.doing(`starting ${plural(stack.containers.length, 'probe')} beside the containers`);
    const needsHost = permissions.sends('host') || permissions.answers('host') || policy.world.length > 0;
    const [lan, host, beside] = await Promise.all([
      this.lan(fingerprint, stack, permissions.sends('lan')),
      needsHost ? hostBeside(probes, fingerprint) : undefined,
      probesBeside(probes, stack.containers),
      options.up ? undefined : sweepEndedRuns(engine),
    ]);
    const own = new Map([...beside, ...(host ? [host] : [])].map((one) => [one.container.id, one]));
    const listeners = options.up
      ? await settledListeners(own, (party) => permissions.portsOf(party))
      : await listenersOf(own);
    return { policy, stack, permissions, own, listeners, host, lan };
  }

  /** The probe containers of this check, none of which is started yet; they are removed at its end. */
  private async probes({ fingerprint, permissions }: Found, belongs: Belongs): Promise<ProbeContainers> {
    const { engine, progress } = this;
    const image = await resolveImage('nginx', {
      engine,
      registry: !this.chosen.embedded,
      progress: (doing) => progress.doing(doing),
    });
    // Docker lets every container ping (net.ipv4.ping_group_range), and Podman does not
    const capabilities = fingerprint.kind === 'podman' && permissions.concernsPings ? ['NET_RAW'] : [];
    const probes = new ProbeContainers(engine, image.reference, belongs, { capabilities });
    this.onEnd(() => probes.remove());
    return probes;
  }

  private async lan(fingerprint: Fingerprint, stack: Stack, isNamed: boolean): Promise<Scene['lan']> {
    const opened = await lanBeside(this.chosen.embedded, fingerprint, stack, isNamed);
    if (!('end' in opened)) return opened;
    this.onEnd(() => opened.end());
    return opened.vantage;
  }

  /** Starts the Compose file as a project of its own, and gives its name. */
  private async upped(compose: ComposeFile, base: string, belongs: Belongs): Promise<string> {
    const { engine, progress } = this;
    const { embedded, endpoint } = this.chosen;
    if (compose.file === undefined)
      throw new UserError(
        `There is no compose.yaml beside ${this.policy.file}, so that nothing can be started: put the policy beside it, or leave out --up.`,
      );
    const program = await findCompose(embedded, progress);
    if (!program || 'missing' in program)
      throw new UserError(
        `Docker Compose is needed for --up (${program?.missing}): install it, or start the stack yourself and leave out --up.`,
      );
    progress.doing(`reading ${compose.file}`);
    await sweepEndedRuns(engine);
    const project = new CheckedProject({ engine, endpoint, program, compose, base, belongs, progress });
    this.onEnd(async () => {
      await project.down();
      progress.end();
    });
    await project.up();
    return project.name;
  }
}

/** The requests of a check, or only those of the pair that --explain names. */
function requestsIn(scene: Scene, explain: string | undefined): readonly Request[] {
  const pair = explain === undefined ? undefined : parsePair(explain);
  const all = planned(scene);
  return pair ? requestsOfPair(all, pair, scene) : all;
}
