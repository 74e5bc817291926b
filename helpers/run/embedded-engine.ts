import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { insideHost } from '../engine/embedded/enter.ts';
import { assertCanEmbed, startInstance, stopInstance } from '../engine/embedded/instance.ts';
import { type Instance, detachedInstances, runningInstances, sharedInstance } from '../engine/embedded/running.ts';
import { rootfsOf } from '../engine/embedded/rootfs.ts';
import { type Suite, suiteNamed, suites } from '../engine/embedded/suites.ts';
import { variants } from '../engine/embedded/variants.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { indented } from '../report/terminal.ts';
import { UserError } from '../engine/user-error.ts';
import { Interruption } from './interruption.ts';
import { Progress } from './progress.ts';

/** Starts an embedded engine that stays; `--engine NAME` of other commands uses it. */
export async function engineUp(name: string): Promise<number> {
  const suite = suiteNamed(name);
  assertCanEmbed(`${name} is an embedded engine`);
  const running = detachedInstances().find((instance) => instance.suite === name);
  if (running) {
    console.log(`${suite.holds} (${name}) is already up: DOCKER_HOST=${running.endpoint.dockerHost}`);
    return 0;
  }
  const interruption = new Interruption();
  const progress = new Progress();
  progress.doing(`Starting ${suite.holds} (${name})`);
  const instance = await interruption.unless(startInstance(suite, (what) => progress.doing(what), 'detached'));
  progress.end();
  if (!instance) return interruption.exitCode ?? 1;
  progress.say(
    `${suite.holds} (${name}) is up after ${progress.seconds} s: DOCKER_HOST=${instance.endpoint.dockerHost}`,
  );
  return 0;
}

/** Stops the embedded engines that `engineUp` left running: the named one, else all of them. */
export async function engineDown(name: string | undefined): Promise<number> {
  if (name) suiteNamed(name);
  const ours = detachedInstances().filter(({ suite }) => !name || suite === name);
  await Promise.all(ours.map((instance) => stopInstance(instance)));
  console.log(
    ours.length === 0 ? 'No embedded engine was up.' : `Stopped: ${ours.map(({ suite }) => suite).join(', ')}.`,
  );
  return 0;
}

/** Prints the embedded engines: what each holds, whether it is unpacked, and where those that are up listen. */
export async function engineList(): Promise<number> {
  for (const line of engineLines(runningInstances(), (suite) => existsSync(rootfsOf(suite)))) console.log(line);
  const options = Object.keys(variants).join(', ');
  console.log(
    indented(`Options may follow a name, as in debian:trixie+icc=false: ${options}; Podman has rootless only.`, 0),
  );
  return 0;
}

/** One with options has a line of its own: no command finds it by the name of its suite. */
export function engineLines(
  running: readonly Pick<Instance, 'suite' | 'endpoint'>[],
  isUnpacked: (suite: Suite) => boolean,
): string[] {
  const upAs = (name: string): string[] =>
    running.filter(({ suite }) => suite === name).map(({ endpoint }) => endpoint.dockerHost);
  const rows = suites.flatMap((suite) => {
    const variantsUp = running.filter((instance) => instance.suite.startsWith(`${suite.name}+`));
    const all = [suite, ...[...new Set(variantsUp.map((instance) => instance.suite))].map(suiteNamed)];
    return all.map((one) => {
      const up = upAs(one.name);
      const state = up.length > 0 ? `up: ${up.join(' ')}` : isUnpacked(one) ? 'unpacked' : 'available';
      return [one.name, one.holds, state] as const;
    });
  });
  const [names, held] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) as [
    number,
    number,
  ];
  return rows.map(([name, holds, state]) => `${name.padEnd(names)}  ${holds.padEnd(held)}  ${state}`);
}

/** Runs a command inside the host of an engine that is up. Gives its exit code. */
export async function engineExec(name: string, words: readonly string[]): Promise<number> {
  suiteNamed(name);
  const instance = sharedInstance(name);
  if (!instance)
    throw new UserError(`The engine ${name} is not up: start it with ${suiteCommand('engine', `up ${name}`)}.`);
  const [program = '', ...args] = [...insideHost(instance), ...words];
  const env = { ...process.env, PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DOCKER_HOST: 'unix:///run/docker.sock' };
  const child = spawn(program, args, { stdio: 'inherit', env });
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}
