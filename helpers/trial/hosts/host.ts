import type { EtcFiles, HostOptions } from '../../engine/embedded/host-options.ts';
import type { Verdict } from '../../behaviour/verdict.ts';
import type { DnsServerMode } from './dns-server.ts';

/** A host as users configure it: the host of an embedded engine that differs from the plain host in one setting. */
export interface TrialHost {
  /** As in `--host NAME`, without the engine: `systemd-resolved`. */
  readonly name: string;
  /** Its setting, in a sentence. */
  readonly description: string;
  /** As in `--engine debian:bookworm`. */
  readonly engine: string;
  /** Debian packages beyond those of its engine. */
  readonly packages?: readonly string[];
  /** How the host differs from a fresh one. */
  readonly options?: Partial<Omit<HostOptions, 'etc'>>;
  readonly etc?: Omit<EtcFiles, 'docker/daemon.json'>;
  /** The content of /etc/docker/daemon.json. */
  readonly daemon?: object;
  /** A DNS server on the host, started after the engine. */
  readonly dnsServer?: { readonly mode: DnsServerMode; readonly address: string };
  /**
   * A shell script that runs on the host as root once the engine is up. It has the Docker CLI; the image `$IMAGE` has a
   * shell and `sleep`.
   */
  readonly afterEngine?: string;
  /** An archive of images to load into the engine, beside the suite's own. */
  readonly images?: () => Promise<string>;
  readonly suite?: SuiteSetting;
  /** Makes keys for one run, and gives the fields of the host that contain them. */
  readonly makeKeys?: () => Promise<Partial<TrialHost>>;
  /** The error that the suite must print instead of running. */
  readonly expectedError?: RegExp;
  /** The expected verdicts that differ from the plain host's, by id or `chapter.*`, and why. */
  readonly differs?: Readonly<Record<string, { readonly verdict: Verdict; readonly why: string }>>;
}

/**
 * Where the suite runs: on the engine's host; in a container with the engine's socket; in another network namespace of
 * the engine's host; on another machine of the same link, as root.
 */
export type Place = 'host' | 'container' | 'namespace' | 'lan';

/** How the suite runs, if not as root on the engine's host. */
export interface SuiteSetting {
  readonly place?: Place;
  /** The id of its user, who is in the group of the engine's socket. */
  readonly uid?: number;
  /** Environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files of the user's home folder, by their paths in it. */
  readonly home?: Readonly<Record<string, string>>;
  /** The command that runs the suite's command: `taskset --cpu-list 0`. */
  readonly commandPrefix?: readonly string[];
  readonly args?: readonly string[];
  /** The seconds by which its clock differs from the engine's, `+120`; needs the package libfaketime. */
  readonly clockOffset?: string;
  /** The memory limit of its cgroup, in bytes. */
  readonly memory?: number;
}

/** A host of a group, as in `--group dns`. */
export interface GroupedHost extends TrialHost {
  readonly group: string;
}

/** The unique name of a host: `systemd-resolved on debian:bookworm`. */
export const titleOf = ({ name, engine }: Pick<TrialHost, 'name' | 'engine'>): string => `${name} on ${engine}`;
