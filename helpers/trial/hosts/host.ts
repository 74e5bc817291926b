import type { EtcFiles, HostOptions } from '../../engine/embedded/host-options.ts';
import type { Verdict } from '../../behaviour/verdict.ts';
import type { ResolverMode } from './resolver.ts';

/** A host as users have them: the host of an embedded engine, one setting apart from the plain one of that engine. */
export interface TrialHost {
  /** As in `--host NAME`, without the engine: `systemd-resolved`. */
  readonly name: string;
  /** What is set on it, in a sentence for people. */
  readonly sentence: string;
  /** As in `--engine debian:bookworm`. */
  readonly engine: string;
  /** Debian packages that it has beside those of its engine. */
  readonly packages?: readonly string[];
  /** What the host of the engine is like, where it is not as a fresh one. */
  readonly options?: Partial<Omit<HostOptions, 'etc'>>;
  readonly etc?: Omit<EtcFiles, 'docker/daemon.json'>;
  /** The content of /etc/docker/daemon.json. */
  readonly daemon?: object;
  /** A DNS server on the host, which is there when the engine is. */
  readonly resolver?: { readonly mode: ResolverMode; readonly address: string };
  /** A shell script that runs on the host as root once the engine is up, with the Docker CLI; `$IMAGE` has a shell and `sleep`. */
  readonly after?: string;
  /** Gives an archive of images that are loaded into the engine beside the suite's own. */
  readonly images?: () => Promise<string>;
  readonly suite?: SuiteSetting;
  /** Makes keys for one run, and gives what of the host has them in it. */
  readonly keys?: () => Promise<Partial<TrialHost>>;
  /** What the suite says instead of running at all, where it must not run. */
  readonly refused?: RegExp;
  /** The verdicts that differ from those on the plain host of the same engine, by id or `chapter.*`, and why that is right. */
  readonly differs?: Readonly<Record<string, { readonly verdict: Verdict; readonly why: string }>>;
}

/**
 * Where the suite runs: on the engine's host; in a container on it, with the engine's socket; in a network namespace of
 * its own on the engine's machine; on another machine of the same link, as root.
 */
export type Place = 'host' | 'container' | 'namespace' | 'lan';

/** How the suite is run, where it is not as root on the engine's host. */
export interface SuiteSetting {
  readonly place?: Place;
  /** The user's id: one in the group of the engine's socket. */
  readonly uid?: number;
  /** Variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files of its home folder, by their paths in it. */
  readonly home?: Readonly<Record<string, string>>;
  /** The words before the suite's own that change how it runs: `taskset --cpu-list 0`. */
  readonly through?: readonly string[];
  readonly args?: readonly string[];
  /** By how many seconds its clock differs from the engine's, `+120`; the host has the package libfaketime. */
  readonly clockOffset?: string;
  /** How much memory the cgroup of the suite has, in bytes. */
  readonly memory?: number;
}

/** A host of a group: `--group resolvers`. */
export interface GroupedHost extends TrialHost {
  readonly group: string;
}

/** The name of a host among all: `systemd-resolved on debian:bookworm`. */
export const titleOf = ({ name, engine }: Pick<TrialHost, 'name' | 'engine'>): string => `${name} on ${engine}`;
