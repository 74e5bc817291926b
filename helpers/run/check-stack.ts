import { existsSync } from 'node:fs';
import type Dockerode from 'dockerode';
import { accessToEmbeddedEngine, accessToUserEngine } from '../engine/host-access.ts';
import { printable } from '../report/terminal.ts';
import type { Instance } from '../engine/embedded/running.ts';
import { connect } from '../engine/endpoint.ts';
import { type Fingerprint, identify } from '../engine/identify.ts';
import { ownerOf } from '../engine/owner.ts';
import { inParallel } from '../engine/parallel.ts';
import { ProbeContainers } from '../engine/probe-containers.ts';
import { sweepEndedRuns } from '../engine/sweep.ts';
import { UserError, errorText } from '../engine/user-error.ts';
import { resolveImage } from '../images/resolve.ts';
import { askAll } from '../stack/ask.ts';
import { composeFileBeside } from '../stack/compose-file.ts';
import { findStack, startTimes } from '../stack/find.ts';
import { type OpenLan, openLan } from '../stack/lan.ts';
import { planned } from '../stack/plan.ts';
import { Permissions } from '../stack/policy/permissions.ts';
import type { Policy } from '../stack/policy/policy.ts';
import { readPolicy } from '../stack/policy/read.ts';
import type { Asker, AskersById } from '../stack/requests.ts';
import type { CheckOptions, Checked } from './checked.ts';
import type { HostVantage, Scene } from '../stack/scene.ts';
import { listenersCommand, parseListeners } from '../stack/sockets.ts';
import type { Stack, StackContainer } from '../stack/stack.ts';
import { parseOutput } from '../probe/devices.ts';
import { runInContainer } from '../probe/exec.ts';
import { embeddedLocation } from './embedded-location.ts';
import { chooseRunningEngine } from './choose-engine.ts';
import { concludeCheck, scopeText, writeDraft } from './conclude-check.ts';
import { Interruption } from './interruption.ts';
import { Progress } from './progress.ts';
import { openRunFolder } from './run-folder.ts';

/** How many probes an engine starts at once. */
const PROBES_AT_ONCE = 8;

/** How long an engine may send nothing while it works. */
const IDLE_LIMIT_MS = 30_000;

/** Judges a running Compose stack by a policy, and removes its probes in every ending. Gives the exit code. */
export async function checkStack(options: CheckOptions): Promise<number> {
  if (options.write && existsSync(options.policy))
    throw new UserError(`${options.policy} is there already: name another file for the draft, or move this one away.`);
  const policy = options.write ? nothingAllowed(options.policy) : readPolicy(options.policy);
  const interruption = new Interruption();
  const checked = await interruption.unless(checkOn(options, policy, interruption));
  if (!checked) return interruption.exitCode ?? 2;
  return options.write ? writeDraft(checked) : concludeCheck(checked, options);
}

/** A draft is made from what is open without any rule. */
function nothingAllowed(file: string): Policy {
  return { file, project: undefined, groups: new Map(), rules: [], strict: [], world: [] };
}

async function checkOn(options: CheckOptions, policy: Policy, interruption: Interruption): Promise<Checked> {
  const progress = new Progress(process.stderr);
  const chosen = await chooseRunningEngine(options.engine);
  const run = openRunFolder();
  const ends: (() => Promise<unknown>)[] = [async () => run.remove(), () => chosen.stop(false)];
  const interrupted = new Promise<never>((_, reject) =>
    interruption.watch({
      kill() {
        reject(new Error('interrupted'));
        return true;
      },
    }),
  );
  try {
    const engine = connect(chosen.endpoint, IDLE_LIMIT_MS);
    const check = new Check(engine, policy, options, progress, (end) => ends.push(end));
    return await Promise.race([check.run(chosen.embedded, chosen.endpoint, run), interrupted]);
  } finally {
    progress.end();
    for (const end of ends.toReversed()) await end();
  }
}

class Check {
  private readonly engine: Dockerode;
  private readonly policy: Policy;
  private readonly options: CheckOptions;
  private readonly progress: Progress;
  private readonly onEnd: (end: () => Promise<unknown>) => void;

  constructor(
    engine: Dockerode,
    policy: Policy,
    options: CheckOptions,
    progress: Progress,
    onEnd: (end: () => Promise<unknown>) => void,
  ) {
    this.engine = engine;
    this.policy = policy;
    this.options = options;
    this.progress = progress;
    this.onEnd = onEnd;
  }

  async run(
    embedded: Instance | undefined,
    endpoint: Parameters<typeof identify>[1],
    run: { readonly id: string },
  ): Promise<Checked> {
    const start = Date.now();
    const { engine, policy, options } = this;
    const compose = composeFileBeside(policy.file);
    const project = options.project ?? policy.project ?? compose.project;
    const [fingerprint, stack] = await Promise.all([
      identify(engine, endpoint, embedded && embeddedLocation(embedded)),
      findStack(engine, project, compose),
    ]);
    const permissions = new Permissions(policy, stack, compose.services);
    // what is wrong with the policy is said before an image is pulled
    const progress = (doing: string): void => this.progress.doing(doing);
    const image = await resolveImage('nginx', { engine, registry: !embedded, progress });
    // Docker lets every container ping (net.ipv4.ping_group_range), and Podman does not
    const capabilities = fingerprint.kind === 'podman' && permissions.concernsPings ? ['NET_RAW'] : [];
    const probes = new ProbeContainers(engine, image.reference, { id: run.id, owner: ownerOf() }, { capabilities });
    this.onEnd(() => probes.remove());
    this.progress.doing(`starting a probe beside each of ${stack.containers.length} containers`);
    const needsHost = permissions.asks('host') || permissions.answers('host') || policy.world.length > 0;
    const [lan, host, own] = await Promise.all([
      this.lan(embedded, fingerprint, stack, permissions.asks('lan')),
      needsHost ? this.host(probes, fingerprint) : undefined,
      askersBeside(probes, stack.containers),
      sweepEndedRuns(engine),
    ]);
    const askers = new Map([...own, ...(host ? [host] : [])].map((one) => [one.container.id, one]));
    const listeners = await listenersOf(askers);
    const scene: Scene = { policy, stack, permissions, own: askers, listeners, host, lan };
    const requests = planned(scene);
    const facts = { scene, requests, fingerprint, start };
    this.progress.say(printable(scopeText(facts)));
    if (options.dryRun) return { ...facts, asked: [], restarted: new Set() };
    const asked = await askAll(requests, askers, (round, of) =>
      this.progress.doing(`sending ${requests.length} requests${of > 1 ? `, part ${round} of ${of}` : ''}`),
    );
    return { ...facts, asked, restarted: await this.restarted(stack) };
  }

  private async lan(
    embedded: Instance | undefined,
    { location }: Fingerprint,
    stack: Stack,
    isNamed: boolean,
  ): Promise<Scene['lan']> {
    const publishes = stack.containers.some(({ bindings }) => bindings.length > 0);
    if (!publishes && !isNamed) return { because: 'nothing is published' };
    const { tools, because } = await (embedded ? accessToEmbeddedEngine(embedded) : accessToUserEngine(location));
    if (!tools) return { because: `it needs root on the engine's host, and ${because}` };
    try {
      const opened: OpenLan = await openLan(tools.ip, embedded?.pid ?? process.pid);
      this.onEnd(() => opened.end());
      return opened.vantage;
    } catch (error) {
      return { because: errorText(error) };
    }
  }

  private async host(probes: ProbeContainers, { settings }: Fingerprint): Promise<HostVantage> {
    const probe = await probes.onHost(settings.usernsRemap);
    const container: StackContainer = {
      id: probe.id,
      name: 'host',
      service: 'host',
      startedAt: '',
      attached: 'host',
      endpoints: [],
      bindings: [],
    };
    return { party: 'host', container, run: (command) => runInContainer(probe, command) };
  }

  private async restarted(stack: Stack): Promise<ReadonlySet<string>> {
    const now = await startTimes(this.engine, stack);
    const changed = stack.containers.filter(({ id, startedAt }) => now.get(id) !== startedAt);
    return new Set(changed.map(({ id }) => id));
  }
}

type ContainerAsker = Asker & { readonly container: StackContainer };

async function askersBeside(probes: ProbeContainers, containers: readonly StackContainer[]): Promise<ContainerAsker[]> {
  const askers: ContainerAsker[] = [];
  await inParallel(containers, PROBES_AT_ONCE, async (container) => {
    const probe = await probes.beside(container);
    askers.push({ party: container.service, container, run: (command) => runInContainer(probe, command) });
  });
  return askers;
}

async function listenersOf(askers: AskersById): Promise<Scene['listeners']> {
  const read = [...askers].map(async ([id, { run, party }]) => {
    const result = await run(listenersCommand);
    return [id, parseOutput(result, `the sockets of ${party}`, parseListeners)] as const;
  });
  return new Map(await Promise.all(read));
}
