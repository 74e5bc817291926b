import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '../../engine/embedded/cache.ts';
import type { Instance } from '../../engine/embedded/running.ts';
import { insideHost, inNetworkOf } from '../../engine/embedded/enter.ts';
import { ensureRootfs, rootfsOf } from '../../engine/embedded/rootfs.ts';
import { slotFolder } from '../../engine/embedded/slot.ts';
import { defaultSuite, suiteNamed } from '../../engine/embedded/suites.ts';
import { type Endpoint, environmentOf } from '../../engine/endpoint.ts';
import { ipOf } from '../../engine/host-access.ts';
import type { BareHost } from '../../engine/lab/bare-host.ts';
import { LabEngine } from '../../engine/lab/lab-engine.ts';
import { quote } from '../../engine/quote.ts';
import type { Run } from '../../engine/run.ts';
import { UserError } from '../../engine/user-error.ts';
import { addressVariable, shellVariable } from '../../scenario/repro/hosts.ts';
import { hostVariable, plainName } from '../../scenario/repro/script.ts';

/** The folder of the sockets of all embedded engines, for their docker CLI. */
const ENGINES = '/mnt';

/** The docker CLI in the files of an engine. */
const DOCKER = 'usr/bin/docker';

/** A host of a lab, and the variables of a script with its engine, its address, and the command that enters it. */
export interface HostVariables {
  /** Its name in the script. */
  readonly name: string;
  readonly address: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** How a script is run on the host of an embedded engine, as a person would run it there. */
export interface ScriptHost {
  /** Put before the script. */
  readonly onHost: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The variables of a script for a host of a lab. */
  variablesOf(name: string, host: LabEngine | BareHost): HostVariables;
  clear(): void;
}

/**
 * The host of an embedded engine has no curl, and this machine may have no docker CLI: scripts run with this machine's
 * programs in the network of that host. A folder in their PATH has wrappers of the host's docker, ip and nsenter.
 */
export async function scriptHostOf(instance: Instance, compose: Run['compose']): Promise<ScriptHost> {
  const inside = insideHost(instance).map(quote).join(' ');
  const rootfs = await rootfsWithDocker(instance);
  const docker = `mount --bind ${quote(cacheFolder('engines'))} "$0${ENGINES}" && exec chroot "$0" /usr/bin/docker "$@"`;
  const folder = mkdtempSync(join(tmpdir(), 'dnc-script-host-'));
  const command = `unshare --mount --propagation private sh -c ${quote(docker)} ${quote(rootfs)}`;
  writeProgram(folder, 'docker', `${composeScript(instance, compose)}\nexec ${command} "$@"`);
  writeWrapper(folder, 'ip', `${inside} ip`);
  writeProgram(folder, 'nsenter', nsenterScript(inside, join(folder, 'ip-here')));
  // the ip of the network namespace that it is run in
  const here = writeWrapper(folder, 'ip-here', ipOf(instance.suite).map(quote).join(' '));
  return {
    // this machine's nsenter enters that network
    onHost: [...inNetworkOf(instance), 'env', `PATH=${[folder, process.env['PATH']].join(delimiter)}`],
    env: {
      ...process.env,
      DOCKER_HOST: socketOf(instance),
      DOCKER_CONTEXT: undefined,
      IP: here,
      PLUGINS: join(slotFolder(instance.name), 'run', 'docker', 'plugins'),
    },
    variablesOf(name, host) {
      const entry = host instanceof LabEngine ? insideHost(host.instance) : inNetworkOf(host);
      const { address } = host.nic;
      const variables = {
        ...(host instanceof LabEngine ? { [hostVariable(name)]: socketOf(host.instance) } : {}),
        [addressVariable(name)]: address,
        [shellVariable(name)]: writeWrapper(folder, `on-${name}`, entry.map(quote).join(' ')),
      };
      return { name: plainName(name), address, variables };
    },
    clear: () => rmSync(folder, { recursive: true }),
  };
}

/** The files of an engine with a docker CLI, which Podman does not have: those of the default engine, for example. */
async function rootfsWithDocker({ suite }: Instance): Promise<string> {
  const own = rootfsOf(suiteNamed(suite));
  return existsSync(join(own, DOCKER)) ? own : ensureRootfs(suiteNamed(defaultSuite), () => undefined);
}

/** How a script is run beside the user's engine. Throws a UserError where there is no docker CLI. */
export function scriptHostOfUser(endpoint: Endpoint): ScriptHost {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  if (!folders.some((folder) => existsSync(join(folder, 'docker'))))
    throw new UserError(
      'The scripts need the docker CLI, which is not installed here: install it, or name an embedded engine with --engine.',
    );
  return {
    onHost: [],
    env: { ...process.env, ...environmentOf(endpoint), DOCKER_CONTEXT: undefined },
    variablesOf: () => ({ name: '', address: '', variables: {} }),
    clear: () => undefined,
  };
}

function socketOf({ name }: Instance): string {
  return `unix://${ENGINES}/${name}/run/docker.sock`;
}

/** `docker compose` is another program here, which the engine's rootfs does not have. */
function composeScript({ endpoint }: Instance, compose: Run['compose']): string {
  if (!compose || !('words' in compose)) return ':';
  const variables = `DOCKER_HOST=${quote(endpoint.dockerHost)} DOCKER_CONFIG=/nonexistent`;
  return `if [ "$1" = compose ]; then shift; ${variables} exec ${compose.words.map(quote).join(' ')} "$@"; fi`;
}

/**
 * An nsenter for pids of that host, which are others on this machine: any process here in the same network namespace is as
 * good. `inside` runs a command on that host.
 */
function nsenterScript(inside: string, ip: string): string {
  return [
    'pid=$2',
    'shift 3 # --target PID --net',
    `if [ "$1" = ip ]; then shift; set -- ${quote(ip)} "$@"; fi`,
    `network=$(${inside} readlink "/proc/$pid/ns/net") || exit 1`,
    // net:[4026532281], of which find takes the brackets for a pattern
    String.raw`pattern=$(echo "$network" | sed 's/[][]/\\&/g')`,
    'net=$(find /proc/[0-9]*/ns/net -maxdepth 0 -lname "$pattern" -print -quit 2>/dev/null)',
    '[ -n "$net" ] || { echo "nsenter: there is no process in $network" >&2; exit 1; }',
    'exec nsenter --net="$net" -- "$@"',
  ].join('\n');
}

/** Writes a wrapper of a command. Gives its path. */
function writeWrapper(folder: string, name: string, words: string): string {
  return writeProgram(folder, name, `exec ${words} "$@"`);
}

/** Writes a program whose PATH lacks the folder, so that it finds the real programs. Gives its path. */
function writeProgram(folder: string, name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\nPATH=\${PATH#*:}:/usr/sbin:/sbin\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}
