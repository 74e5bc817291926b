import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  insideHostOf,
  assertPossible,
  detachedInstances,
  runningInstances,
  startInstance,
  stopInstance,
  usableInstance,
} from '../engine/embedded/instance.ts';
import { rootfsOf } from '../engine/embedded/rootfs.ts';
import { defaultSuite, suiteNamed, suites } from '../engine/embedded/suites.ts';
import { variants } from '../engine/embedded/variants.ts';
import { UserError } from '../engine/user-error.ts';
import { Interruption } from '../run/interruption.ts';
import { main } from './main.ts';
import { Progress } from '../run/progress.ts';

const USAGE = `npm run engine -- COMMAND
  up [NAME]            bring up an embedded engine that stays, ${defaultSuite} by default; runs with --engine NAME use it
  down [NAME]          end it, or all of them
  list                 what there is, unpacked and running
  exec NAME COMMAND…   run a command inside its host: docker ps, ip address, iptables-save`;

const commands: Record<string, (args: readonly string[]) => Promise<number>> = {
  async up([name = defaultSuite]) {
    const suite = suiteNamed(name);
    assertPossible(`Asked for ${name}`);
    const progress = new Progress();
    const running = detachedInstances().find((instance) => instance.suite === name);
    const interruption = new Interruption();
    const start = () => startInstance(suite, (what) => progress.doing(what), 'detached');
    const instance = running ?? (await interruption.unless(start()));
    if (!instance) return interruption.exitCode ?? 1;
    progress.say(
      `${suite.holds} (${name}) ${running ? 'was up already' : `is up after ${progress.seconds} s`}: DOCKER_HOST=${instance.endpoint.dockerHost}`,
    );
    return 0;
  },

  async down([name]) {
    if (name) suiteNamed(name);
    const ours = detachedInstances().filter(({ suite }) => !name || suite === name);
    await Promise.all(ours.map((instance) => stopInstance(instance)));
    console.log(
      ours.length === 0 ? 'No embedded engine was up.' : `Down: ${ours.map(({ suite }) => suite).join(', ')}.`,
    );
    return 0;
  },

  async list() {
    const running = runningInstances();
    for (const suite of suites) {
      const up = running
        .filter((instance) => instance.suite.split('+')[0] === suite.name)
        .map(({ endpoint }) => endpoint.dockerHost);
      const state = up.length > 0 ? `up: ${up.join(' ')}` : existsSync(rootfsOf(suite)) ? 'unpacked' : 'available';
      console.log(`${suite.name.padEnd(16)} ${suite.holds.padEnd(40)} ${state}`);
    }
    console.log(
      `Options can follow the name, as in debian:trixie+icc=false: ${Object.keys(variants).join(', ')}; Podman takes rootless alone.`,
    );
    return 0;
  },

  async exec([name, ...words]) {
    if (!name) throw new UserError(`No engine was named; the commands are:\n${USAGE}`);
    suiteNamed(name);
    const instance = usableInstance(name);
    if (!instance) throw new UserError(`The engine ${name} is not up: bring it up with npm run engine -- up ${name}.`);
    if (words.length === 0)
      throw new UserError(`Nothing to run was named: for example npm run engine -- exec ${name} docker ps.`);
    const [program = '', ...args] = [...insideHostOf(instance), ...words];
    const env = { ...process.env, PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DOCKER_HOST: 'unix:///run/docker.sock' };
    const child = spawn(program, args, { stdio: 'inherit', env });
    return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  },
};

await main(async () => {
  const [name = '', ...args] = process.argv.slice(2);
  const command = commands[name];
  if (!command)
    throw new UserError(
      `${name ? `There is no engine command "${name}"` : 'No engine command was named'}; they are:\n${USAGE}`,
    );
  return command(args);
});
