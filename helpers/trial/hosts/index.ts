import { daemonHosts } from './daemon.ts';
import { imageHosts } from './images.ts';
import type { GroupedHost, TrialHost } from './host.ts';
import { ipv6Hosts } from './ipv6.ts';
import { plainHost } from './plain.ts';
import { resolverHosts } from './resolvers.ts';

const groups: Readonly<Record<string, readonly TrialHost[]>> = {
  resolvers: resolverHosts,
  ipv6: ipv6Hosts,
  daemon: daemonHosts,
  images: imageHosts,
};

const set: readonly GroupedHost[] = Object.entries(groups).flatMap(([group, hosts]) =>
  hosts.map((host) => ({ ...host, group })),
);

/** The plain host of an engine. */
export const plainOf = (engine: string): GroupedHost => ({ ...plainHost(engine), group: 'plain' });

/** Every host of the trial: the plain ones of the engines, and those with a setting. */
export const hosts: readonly GroupedHost[] = [...new Set(set.map(({ engine }) => engine))].map(plainOf).concat(set);
