import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessToEmbeddedEngine } from '../../engine/host-access.ts';
import { command } from '../../engine/embedded/command.ts';
import type { Instance } from '../../engine/embedded/running.ts';
import { runIn } from '../../engine/lab/namespace.ts';
import { type OpenLan, openLan } from '../../stack/lan.ts';

/** The address and port that the policies in fixtures/stacks have as the world. */
const ADDRESS = '192.0.2.25';
const PORT = 587;

const SERVER = `require('node:net').createServer().listen(${PORT}, '${ADDRESS}', () => console.log('ready'))`;

/** A host beyond the engine's host that stands for the world: on the host itself, old engines let internal networks reach it. */
export class World {
  private readonly lan: OpenLan;
  private readonly server: ChildProcess;

  private constructor(lan: OpenLan, server: ChildProcess) {
    this.lan = lan;
    this.server = server;
  }

  /** Starts it, with a route to it from the engine's host. Throws where this process is not root there. */
  static async start(embedded: Instance): Promise<World> {
    const { tools, because } = await accessToEmbeddedEngine(embedded);
    if (!tools) throw new Error(`no host can be put beside the engine's: ${because}`);
    const lan = await openLan(tools.ip, embedded.pid);
    const [program = '', ...enter] = lan.enter;
    await command(program, [...enter, ...tools.ip, 'address', 'add', `${ADDRESS}/32`, 'dev', 'lo']);
    await runIn(embedded.pid, [...tools.ip, 'route', 'add', ADDRESS, 'via', lan.address]);
    const server = spawn(program, [...enter, process.execPath, '-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(server.stdout, 'data');
    return new World(lan, server);
  }

  async end(): Promise<void> {
    this.server.kill('SIGKILL');
    await this.lan.end();
  }
}
