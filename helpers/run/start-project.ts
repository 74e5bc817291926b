import type Dockerode from 'dockerode';
import { type ComposeProgram, runCompose } from '../engine/compose.ts';
import { type Endpoint, environmentOf } from '../engine/endpoint.ts';
import type { Owner } from '../engine/owner.ts';
import { listNetworks } from '../engine/list-networks.ts';
import { latest } from '../engine/poll.ts';
import { labelsOf } from '../engine/run.ts';
import { sweepRun } from '../engine/sweep.ts';
import { portTakenIn } from '../engine/port-conflict.ts';
import { lastLine } from '../probe/stderr.ts';
import { printable } from '../report/terminal.ts';
import { type ComposeFile, profilesIn } from '../stack/compose-file.ts';
import { takenSubnets, withoutSubnets } from '../stack/fixed-subnets.ts';
import { type ResolvedFile, ownProject, writtenFolders } from '../stack/own-project.ts';
import { isFailed, nameOf, notStarted, sentence } from './not-started.ts';
import type { Progress } from './progress.ts';

/** How long Docker Compose may pull, build and start. */
const UP_LIMIT_MS = 10 * 60_000;

/** How long containers may take to be healthy. */
const HEALTH_PACE = { limitMs: 120_000, intervalMs: 500 };

/** The error of an engine where a network cannot have its subnet. */
const OVERLAPS = /pool overlaps|overlapping ipv[46]|address space|subnet .* already used/i;

/** What a project is started with. */
interface ProjectStart {
  readonly engine: Dockerode;
  readonly endpoint: Endpoint;
  readonly program: ComposeProgram;
  readonly compose: ComposeFile;
  /** The project's name without what is drawn. */
  readonly base: string;
  readonly belongs: { readonly id: string; readonly owner: Owner };
  readonly progress: Progress;
}

/** A project that a check starts from the user's Compose file, and removes. */
export class CheckedProject {
  readonly name: string;
  private readonly start: ProjectStart;
  private readonly ended = new AbortController();
  private working: Promise<unknown> = Promise.resolve();
  private isStarted = false;

  constructor(start: ProjectStart) {
    this.start = start;
    this.name = `${start.base}-check-${start.belongs.id}`;
  }

  /**
   * Starts it, and waits until each container runs, is healthy where it has a health check, or has ended well. Throws a
   * UserError.
   */
  async up(): Promise<void> {
    const working = this.started();
    this.working = working.catch(() => undefined);
    await working;
  }

  /** Removes its containers, networks and volumes, and the images that were built for it. */
  async down(): Promise<void> {
    this.ended.abort();
    await this.working;
    // an error in the file comes before anything is started
    if (!this.isStarted) return;
    const { engine, belongs, progress } = this.start;
    progress.doing(`removing the project ${this.name}`);
    await sweepRun(engine, belongs.id);
  }

  private async started(): Promise<void> {
    const { engine, belongs, compose, progress } = this.start;
    const profiles = profilesIn(process.env).flatMap((profile) => ['--profile', profile]);
    const words = [...profiles, 'config', '--format', 'json'];
    const resolved = JSON.parse(await this.compose('config', words)) as ResolvedFile;
    await this.refuseSharedFolders(resolved);
    const own = JSON.stringify(ownProject(await this.withFreeSubnets(resolved), this.name, labelsOf(belongs)));
    progress.doing(`starting ${compose.file} as the project ${this.name}`);
    this.isStarted = true;
    await this.compose('up', ['up', '--detach', '--quiet-pull'], own);
    const pace = { ...HEALTH_PACE, signal: this.ended.signal };
    const all = await latest(
      pace,
      () => this.containers(),
      (some) => some.some(isFailed) || !some.some(isWaiting),
    );
    const wrong = all.find(isFailed) ?? all.find(isWaiting);
    if (wrong) throw await notStarted(engine, compose, wrong);
    if (all.length === 0)
      throw sentence(`${compose.file} has no service to start: see docker compose config --services.`);
  }

  private async containers(): Promise<Dockerode.ContainerInspectInfo[]> {
    const { engine } = this.start;
    const filters = { label: [`com.docker.compose.project=${this.name}`] };
    const listed = await engine.listContainers({ all: true, filters });
    return Promise.all(listed.map(({ Id }) => engine.getContainer(Id).inspect()));
  }

  /** The file without the subnets that networks of the engine have, which it says. */
  private async withFreeSubnets(resolved: ResolvedFile): Promise<ResolvedFile> {
    const { engine, progress } = this.start;
    const networks = await listNetworks(engine);
    const used = networks.flatMap(({ Name, IPAM }) =>
      (IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet === undefined ? [] : [{ name: Name, subnet: Subnet }])),
    );
    const taken = takenSubnets(resolved, used);
    for (const { network, subnet, holder } of taken)
      progress.say(
        printable(`The network ${network} gets another subnet than ${subnet}, which ${holder} has on this engine.`),
      );
    return withoutSubnets(resolved, taken);
  }

  /** The output of a command; with `input`, on that Compose file instead of the user's. */
  private async compose(command: string, words: readonly string[], input?: string): Promise<string> {
    const { engine, program, compose, endpoint } = this.start;
    const files = input === undefined ? compose.paths.flatMap((path) => ['--file', path]) : ['--file', '-'];
    const { exitCode, stdout, stderr } = await runCompose(
      program,
      ['--project-name', this.name, ...files, ...words],
      input,
      { env: { ...process.env, ...environmentOf(endpoint) }, limitMs: UP_LIMIT_MS, signal: this.ended.signal },
    );
    if (exitCode === 0) return stdout;
    const port = portTakenIn(stderr);
    if (port !== undefined)
      throw sentence(
        `The port ${port} that ${compose.file} publishes is taken by ${await this.holderOf(port)}: stop that, or check the stack that runs without --up.`,
      );
    // Compose waits for healthy services that others depend on, and says nothing about the reason
    const failed = input === undefined ? undefined : (await this.containers()).find(isFailed);
    if (failed) throw await notStarted(engine, compose, failed);
    if (OVERLAPS.test(stderr))
      throw sentence(
        `A subnet of ${compose.file} overlaps with one of this host (${lastLine(stderr)}): see docker network ls and ip route, or check the stack that runs without --up.`,
      );
    throw sentence(
      `docker compose ${command} of ${compose.file} failed (${lastLine(stderr)}): correct the file, and try docker compose ${command} by hand.`,
    );
  }

  private async holderOf(port: number): Promise<string> {
    const listed = await this.start.engine.listContainers();
    const holder = listed.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
    return holder ? `the container ${nameOf(holder.Names[0])}` : 'another program of the host';
  }

  private async refuseSharedFolders(resolved: ResolvedFile): Promise<void> {
    const written = writtenFolders(resolved);
    if (written.length === 0) return;
    for (const { Names, Mounts } of await this.start.engine.listContainers())
      for (const { service, folder } of written)
        if (Mounts.some(({ Source, RW }) => RW && Source === folder))
          throw sentence(
            `The service ${service} would write to ${folder}, to which ${nameOf(Names[0])} writes as well: stop that, or check the stack that runs without --up.`,
          );
  }
}

function isWaiting({ State }: Dockerode.ContainerInspectInfo): boolean {
  if (State.Status === 'exited') return false;
  return State.Status !== 'running' || State.Health?.Status === 'starting';
}
