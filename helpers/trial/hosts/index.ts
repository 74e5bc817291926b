import { companyHosts } from './company.ts';
import { daemonHosts } from './daemon.ts';
import { imageHosts } from './images.ts';
import { firewallHosts } from './firewalls.ts';
import type { GroupedHost, TrialHost } from './host.ts';
import { ipv6Hosts } from './ipv6.ts';
import { placeHosts } from './places.ts';
import { plainHost } from './plain.ts';
import { resolverHosts } from './resolvers.ts';
import { secureHosts } from './secure.ts';

const groups: Readonly<Record<string, readonly TrialHost[]>> = {
  resolvers: resolverHosts,
  firewalls: firewallHosts,
  ipv6: ipv6Hosts,
  daemon: daemonHosts,
  images: imageHosts,
  places: [...placeHosts, ...secureHosts],
  company: companyHosts,
};

const set: readonly GroupedHost[] = Object.entries(groups).flatMap(([group, hosts]) =>
  hosts.map((host) => ({ ...host, group })),
);

/** The plain host of an engine. */
export const plainOf = (engine: string): GroupedHost => ({ ...plainHost(engine), group: 'plain' });

/** Engines on which no setting is tried: that their plain host comes out well is enough. */
const others = ['debian:trixie', 'debian:forky+rootless', 'podman:forky', 'podman:forky+rootless'];

/** Every host of the trial: the plain ones of the engines, and those with a setting. */
export const hosts: readonly GroupedHost[] = [...new Set([...set.map(({ engine }) => engine), ...others])]
  .map(plainOf)
  .concat(set);
