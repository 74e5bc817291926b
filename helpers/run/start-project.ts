import { basename } from 'node:path';
import type Dockerode from 'dockerode';
import { type ComposeProgram, runCompose } from '../engine/compose.ts';
import { type Endpoint, environmentOf } from '../engine/endpoint.ts';
import type { Owner } from '../engine/owner.ts';
import { latest } from '../engine/poll.ts';
import { labelsOf } from '../engine/run.ts';
import { sweepRun } from '../engine/sweep.ts';
import { UserError } from '../engine/user-error.ts';
import { frameReader } from '../engine/frames.ts';
import { portTakenIn } from '../engine/port-conflict.ts';
import { lastLine } from '../probe/stderr.ts';
import { printable } from '../report/terminal.ts';
import type { ComposeFile } from '../stack/compose-file.ts';
import { type ResolvedFile, ownProject, writtenFolders } from '../stack/own-project.ts';

/** How long Docker Compose may pull, build and start. */
const UP_LIMIT_MS = 10 * 60_000;

/** How long containers may take to be healthy. */
const HEALTH_PACE = { limitMs: 120_000, intervalMs: 500 };

/** What a project is started with. */
interface ProjectStart {
  readonly engine: Dockerode;
  readonly endpoint: Endpoint;
  readonly program: ComposeProgram;
  readonly compose: ComposeFile;
  /** The project's name without what is drawn. */
  readonly base: string;
  readonly belongs: { readonly id: string; readonly owner: Owner };
}

/** A project that a check starts from the user's Compose file, and removes. */
export class CheckedProject {
  readonly name: string;
  private readonly start: ProjectStart;
  private readonly ended = new AbortController();
  private working: Promise<unknown> = Promise.resolve();

  constructor(start: ProjectStart) {
    this.start = start;
    this.name = `${start.base}-check-${start.belongs.id}`;
  }

  /** Starts it, and waits until each container runs, is healthy where it has a health check, or has ended well. Throws a UserError. */
  async up(): Promise<void> {
    const working = this.started();
    this.working = working.catch(() => undefined);
    await working;
  }

  /** Removes its containers, networks and volumes, and the images that were built for it. */
  async down(): Promise<void> {
    this.ended.abort();
    await this.working;
    const { engine, belongs } = this.start;
    await sweepRun(engine, belongs.id);
  }

  private async started(): Promise<void> {
    const { engine, belongs, compose } = this.start;
    const resolved = JSON.parse(await this.compose(['config', '--format', 'json'])) as ResolvedFile;
    await this.refuseSharedFolders(resolved);
    const own = JSON.stringify(ownProject(resolved, this.name, labelsOf(belongs)));
    await this.compose(['up', '--detach', '--quiet-pull'], own);
    const inspectAll = async (): Promise<Dockerode.ContainerInspectInfo[]> => {
      const filters = { label: [`com.docker.compose.project=${this.name}`] };
      const listed = await engine.listContainers({ all: true, filters });
      return Promise.all(listed.map(({ Id }) => engine.getContainer(Id).inspect()));
    };
    const pace = { ...HEALTH_PACE, signal: this.ended.signal };
    const all = await latest(pace, inspectAll, (some) => some.some(isFailed) || !some.some(isWaiting));
    const wrong = all.find(isFailed) ?? all.find(isWaiting);
    if (wrong) throw await this.notHealthy(wrong);
    if (all.length === 0)
      throw sentence(`${compose.file} has no service to start: see docker compose config --services.`);
  }

  /** The output of a command; with `input`, on that Compose file instead of the user's. */
  private async compose(words: readonly string[], input?: string): Promise<string> {
    const { program, compose, endpoint } = this.start;
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
    throw sentence(
      `docker compose ${words[0]} of ${compose.file} failed (${lastLine(stderr)}): correct the file, and try docker compose ${words[0]} by hand.`,
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

  private async notHealthy({ Id, Name, Config, State }: Dockerode.ContainerInspectInfo): Promise<UserError> {
    const service = Config.Labels['com.docker.compose.service'] ?? nameOf(Name);
    const log = await this.start.engine.getContainer(Id).logs({ stdout: true, stderr: true, tail: 1 });
    const line = frameReader()(log).toString().trim();
    const state = State.Status === 'exited' ? `exited (${State.ExitCode})` : (State.Health?.Status ?? State.Status);
    const printed = line === '' ? 'it printed nothing' : `it printed last: ${lastLine(line)}`;
    return sentence(
      `The service ${service} did not start (${state}; ${printed}): see that docker compose --file ${basename(this.start.compose.file ?? '')} up --wait works.`,
    );
  }
}

function isFailed({ State }: Dockerode.ContainerInspectInfo): boolean {
  const hasFailed = State.Status === 'exited' && State.ExitCode !== 0;
  return hasFailed || State.Status === 'dead' || State.Health?.Status === 'unhealthy';
}

function isWaiting({ State }: Dockerode.ContainerInspectInfo): boolean {
  if (State.Status === 'exited') return false;
  return State.Status !== 'running' || State.Health?.Status === 'starting';
}

function nameOf(name = ''): string {
  return name.replace(/^\//, '');
}

/** What programs print may have anything in it. */
function sentence(text: string): UserError {
  return new UserError(printable(text).replaceAll('\n', ' '));
}
