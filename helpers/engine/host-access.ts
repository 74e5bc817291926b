import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { insideHost } from './embedded/instance.ts';
import { firstChild } from './embedded/process.ts';
import { rootfsOf } from './embedded/rootfs.ts';
import { slotFolder } from './embedded/slot.ts';
import { suiteNamed } from './embedded/suites.ts';
import type { Location } from './identify.ts';
import { missingOptions } from './kernel-options.ts';

/** What this process can do on the engine's host without asking the engine. */
export interface HostAccess {
  /** Where it reads the network devices of the host; undefined where the host is another one. */
  readonly sysfs?: string;
  /** By what it changes the network of the host; undefined where it may not. */
  readonly tools?: HostTools;
  /** Put before a command that is to be run with the programs of the host; undefined where the host is another one. */
  readonly inside?: readonly string[];
  /** Why there are tools, or why there are none; for people. */
  readonly because: string;
}

/** By what the network of the engine's host is changed, from a process that is in that network. */
export interface HostTools {
  /** The words that run iproute2. */
  readonly ip: readonly string[];
  /** Where the engine looks for the sockets of plugins: https://docs.docker.com/engine/extend/plugin_api/ */
  readonly plugins: string;
  /** What the kernel lacks for a macvlan; empty where it can have one. */
  readonly lacksForMacvlan: readonly string[];
}

/** The access to an embedded engine's host: the suite made it, so all of it. */
export async function accessToEmbeddedEngine({
  name,
  suite,
  pid,
}: {
  name: string;
  suite: string;
  pid: number;
}): Promise<HostAccess> {
  const ip = ipOf(suite);
  // the network of a rootless engine is not that of its host
  const sysfs = suiteNamed(suite).host.rootless ? undefined : `/proc/${firstChild(pid)}/root/sys`;
  const plugins = join(slotFolder(name), 'run', 'docker', 'plugins');
  const because = `the specs run as root on the host of the embedded engine ${name}`;
  const seen = { ...(sysfs === undefined ? {} : { sysfs }), inside: insideHost({ pid }) };
  return withTools(seen, { ip, plugins }, because);
}

/** The words that run the iproute2 of an embedded engine's suite in the network of whoever runs them. */
export function ipOf(suite: string): readonly string[] {
  // iproute2 finds the network of a process in /proc; the mount is its own, and goes with it
  const script = 'mount -t proc proc "$0/proc" && exec chroot "$0" /bin/ip "$@"';
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, rootfsOf(suiteNamed(suite))];
}

/** The access to the host of the user's own engine. */
export async function accessToUserEngine(location: Location): Promise<HostAccess> {
  if (!location.sharesNetwork || process.platform !== 'linux') return { because: location.because };
  const seen = { sysfs: '/sys', inside: [] };
  if (process.getuid?.() !== 0) return { ...seen, because: `this is user ${process.getuid?.()}, not root` };
  const ip = ['/usr/sbin', '/sbin', ...(process.env['PATH'] ?? '').split(delimiter)]
    .map((folder) => join(folder, 'ip'))
    .find((file) => existsSync(file));
  if (!ip) return { ...seen, because: 'iproute2 is not installed' };
  return withTools(seen, { ip: [ip], plugins: '/run/docker/plugins' }, "the specs run as root on the engine's host");
}

async function withTools(
  seen: Pick<HostAccess, 'sysfs' | 'inside'>,
  tools: Omit<HostTools, 'lacksForMacvlan'>,
  because: string,
): Promise<HostAccess> {
  const [missing, lacksForMacvlan] = await Promise.all([
    missingOptions(tools.ip, ['veth', 'bridge']),
    missingOptions(tools.ip, ['veth', 'macvlan']),
  ]);
  if (missing.length > 0) return { ...seen, because: `the kernel lacks ${missing.join(' and ')}` };
  return { ...seen, tools: { ...tools, lacksForMacvlan }, because };
}
