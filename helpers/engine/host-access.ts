import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { insideHost } from './embedded/enter.ts';
import { firstChild } from './embedded/process.ts';
import { rootfsOf } from './embedded/rootfs.ts';
import { slotFolder } from './embedded/slot.ts';
import { suiteNamed } from './embedded/suites.ts';
import type { Location } from './identify.ts';
import { type Device, lacking, missingOptions } from './kernel-options.ts';
import { UserError } from './user-error.ts';

/** What this process can do on the engine's host without the engine's API. */
export interface HostAccess {
  /** The sysfs with the network devices of the host; undefined where this process is on another host. */
  readonly sysfs?: string;
  /** The tools to change the network of the host; undefined where this process may not. */
  readonly tools?: HostTools;
  /**
   * The containers on the host network in which commands run, by the role of their images; undefined where this process
   * is root there.
   */
  readonly containers?: Readonly<Record<'nginx' | 'probe', string>>;
  /** The container through which LAN hosts in containers are connected to the host; undefined without --lan. */
  readonly connector?: Connector;
  /** Why there is none though --lan was given. */
  readonly noConnector?: string;
  /** The command that runs another one with the programs of the host; undefined where this process is on another host. */
  readonly inside?: readonly string[];
  /** Why there are tools, or why not. */
  readonly because: string;
}

/** A container on the network of the engine's host, through which LAN hosts in containers are connected to it. */
export interface Connector {
  readonly id: string;
  /** The kernel options missing for a macvlan network; empty where none is. */
  readonly lacksForMacvlan: readonly string[];
  /** The same for an IPvlan network. */
  readonly lacksForIpvlan: readonly string[];
}

/** The tools to change the network of the engine's host, from a process in that network. */
export interface HostTools {
  /** The command of iproute2. */
  readonly ip: readonly string[];
  /** The folder in which the engine looks for plugin sockets: https://docs.docker.com/engine/extend/plugin_api/ */
  readonly plugins: string;
  /** The kernel options missing for a macvlan network; empty where none is. */
  readonly lacksForMacvlan: readonly string[];
  /** The same for an IPvlan network. */
  readonly lacksForIpvlan: readonly string[];
}

/** The access to the host of an embedded engine. */
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
  // a rootless engine has its network in another namespace
  const sysfs = suiteNamed(suite).host.rootless ? undefined : `/proc/${firstChild(pid)}/root/sys`;
  const plugins = join(slotFolder(name), 'run', 'docker', 'plugins');
  const because = `the specs run as root on the host of the embedded engine ${name}`;
  const seen = { ...(sysfs === undefined ? {} : { sysfs }), inside: insideHost({ pid }) };
  return withTools(seen, { ip, plugins }, because);
}

/** The command of an embedded engine's iproute2, in the network of the process that runs it. */
export function ipOf(suite: string): readonly string[] {
  // iproute2 needs /proc; the mount ends with the command
  const script = 'mount -t proc proc "$0/proc" && exec chroot "$0" /bin/ip "$@"';
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, rootfsOf(suiteNamed(suite))];
}

/** The access to the host of the user's engine. */
export async function accessToUserEngine(location: Location): Promise<HostAccess> {
  if (!location.sharesNetwork || process.platform !== 'linux') return { because: location.because };
  const seen = { sysfs: '/sys', inside: [] };
  const { ip, because } = ownIp(location);
  if (!ip) return { ...seen, because };
  return withTools(seen, { ip, plugins: '/run/docker/plugins' }, "the specs run as root on the engine's host");
}

/** The command of iproute2 that changes the network of the user's engine's host, or why this process has none. */
function ownIp({ sharesNetwork, because }: Location): { readonly ip?: readonly string[]; readonly because: string } {
  if (!sharesNetwork || process.platform !== 'linux') return { because };
  if (process.getuid?.() !== 0) return { because: `this is user ${process.getuid?.()}, not root` };
  const ip = ['/usr/sbin', '/sbin', ...(process.env['PATH'] ?? '').split(delimiter)]
    .map((folder) => join(folder, 'ip'))
    .find((file) => existsSync(file));
  return ip === undefined ? { because: 'iproute2 is not installed' } : { ip: [ip], because };
}

/**
 * The command of iproute2 with which a LAN host can be connected to an engine's host, or why there is none. A check of a stack
 * needs no more, and does not look for the other devices of a suite's run.
 */
export async function ipForLan(
  embedded: { readonly suite: string } | undefined,
  location: Location,
): Promise<{ readonly ip?: readonly string[]; readonly because: string }> {
  const found = embedded ? { ip: ipOf(embedded.suite), because: '' } : ownIp(location);
  const lacks = found.ip && (await lackedFor(found.ip, ['veth', 'bridge'])).why;
  return lacks === undefined ? found : { because: lacks };
}

/** The kernel options missing for these devices, and why none of them can be added. */
interface Lacked {
  readonly options: readonly string[];
  readonly why?: string;
}

/** A container on the host network may be root without the capability to create a network namespace. */
async function lackedFor(ip: readonly string[], kinds: readonly Device[]): Promise<Lacked> {
  try {
    const options = await missingOptions(ip, kinds);
    return options.length > 0 ? { options, why: lacking(options) } : { options };
  } catch (error) {
    if (error instanceof UserError) return { options: [], why: error.why };
    throw error;
  }
}

async function withTools(
  seen: Pick<HostAccess, 'sysfs' | 'inside'>,
  tools: Omit<HostTools, 'lacksForMacvlan' | 'lacksForIpvlan'>,
  because: string,
): Promise<HostAccess> {
  const [{ why }, macvlan, ipvlan] = await Promise.all([
    lackedFor(tools.ip, ['veth', 'bridge']),
    lackedFor(tools.ip, ['veth', 'macvlan']),
    lackedFor(tools.ip, ['veth', 'ipvlan']),
  ]);
  if (why !== undefined) return { ...seen, because: why };
  return { ...seen, tools: { ...tools, lacksForMacvlan: macvlan.options, lacksForIpvlan: ipvlan.options }, because };
}
