import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { CommandError, command } from '../../engine/embedded/command.ts';
import { standAlone } from '../../engine/embedded/host-options.ts';
import { type OwnInstance, startInstance } from '../../engine/embedded/instance.ts';
import { insideHost } from '../../engine/embedded/enter.ts';
import { rootfsOf } from '../../engine/embedded/rootfs.ts';
import { cleanShutdownFile, slotFolder } from '../../engine/embedded/slot.ts';
import { suiteNamed } from '../../engine/embedded/suites.ts';
import { connect } from '../../engine/endpoint.ts';
import { loadArchive } from '../../images/load.ts';
import type { TrialHost } from './host.ts';
import { LeftOut } from './left-out.ts';
import { startDnsServer } from './dns-server.ts';

/** How long a request may take: one script starts a hundred containers. */
const IDLE_LIMIT_MS = 60_000;

/** Loads the images of the suite's checkout into an engine, and gives the probe image. */
export type Images = (engine: Dockerode) => Promise<string>;

/** A running host of the trial, with its engine, its setting, and the suite's images. */
export class EngineHost {
  readonly instance: OwnInstance;
  readonly engine: Dockerode;
  /** An image on the engine with a shell and `sleep`. */
  readonly image: string;
  /** The root folder of its programs. */
  readonly rootfs: string;
  private readonly children: readonly ChildProcess[];

  private constructor(
    instance: OwnInstance,
    rootfs: string,
    engine: Dockerode,
    image: string,
    children: readonly ChildProcess[],
  ) {
    this.instance = instance;
    this.rootfs = rootfs;
    this.engine = engine;
    this.image = image;
    this.children = children;
  }

  /** Starts a host. It ends with `end`, or with this process. */
  static async start(host: TrialHost, images: Images, progress: (doing: string) => void): Promise<EngineHost> {
    const suite = suiteNamed(host.engine);
    const withPackages = { ...suite, packages: [...suite.packages, ...(host.packages ?? [])] };
    const etc = {
      ...host.etc,
      ...(host.daemon ? { 'docker/daemon.json': `${JSON.stringify(host.daemon, undefined, 2)}\n` } : {}),
    };
    const instance = await startInstance(withPackages, progress, 'own', { ...standAlone, ...host.options, etc });
    const children: ChildProcess[] = [];
    try {
      const engine = connect(instance.endpoint, IDLE_LIMIT_MS);
      const image = await images(engine);
      if (host.images) await loadArchive(engine, await host.images());
      if (host.dnsServer) {
        const hosts = join(slotFolder(instance.name), 'etc', 'hosts');
        children.push(await startDnsServer(instance, host.dnsServer, hosts));
      }
      if (host.afterEngine) await runInside(instance, host.afterEngine, image);
      return new EngineHost(instance, rootfsOf(withPackages), engine, image, children);
    } catch (error) {
      for (const child of children) child.kill('SIGKILL');
      await instance.stop();
      throw error;
    }
  }

  /** The folder of its engine, with its /run and its files of /etc. */
  get folder(): string {
    return slotFolder(this.instance.name);
  }

  /** Runs a program of the host, on the host. */
  async inside(words: readonly string[]): Promise<string> {
    const [program = '', ...args] = [...insideHost(this.instance), ...words];
    return command(program, args, { PATH });
  }

  /** Ends it. Its images are kept unless there are containers on its engine. */
  async end(): Promise<void> {
    for (const child of this.children) child.kill('SIGKILL');
    const containers = await this.engine.listContainers({ all: true }).catch(() => [undefined]);
    await this.instance.stopAtOnce();
    if (containers.length > 0) rmSync(cleanShutdownFile(this.instance.name), { force: true });
  }
}

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** The line that a script prints where the host is impossible on this machine. */
const LEFT_OUT = /^left out: (.*)$/m;

async function runInside(instance: OwnInstance, script: string, image: string): Promise<void> {
  const [program, ...args] = [...insideHost(instance), '/bin/sh', '-e', '-c', script];
  try {
    await command(program, args, { PATH, DOCKER_HOST: 'unix:///run/docker.sock', IMAGE: image });
  } catch (error) {
    const why = error instanceof CommandError ? error.output.match(LEFT_OUT)?.[1] : undefined;
    throw why === undefined ? error : new LeftOut(why);
  }
}
