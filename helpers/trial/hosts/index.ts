import { environmentHosts } from './environment.ts';
import { daemonHosts } from './daemon.ts';
import { docker26, docker28, podman58 } from './engines.ts';
import { imageHosts } from './images.ts';
import { firewallHosts } from './firewalls.ts';
import type { GroupedHost, TrialHost } from './host.ts';
import { ipv6Hosts } from './ipv6.ts';
import { placeHosts } from './places.ts';
import { plainHost } from './plain.ts';
import { dnsHosts } from './dns.ts';
import { secureHosts } from './secure-connections.ts';

const groups: Readonly<Record<string, readonly TrialHost[]>> = {
  dns: dnsHosts,
  firewalls: firewallHosts,
  ipv6: ipv6Hosts,
  daemon: daemonHosts,
  images: imageHosts,
  places: [...placeHosts, ...secureHosts],
  environment: environmentHosts,
};

const withSetting: readonly GroupedHost[] = Object.entries(groups).flatMap(([group, hosts]) =>
  hosts.map((host) => ({ ...host, group })),
);

/** The plain host of an engine. */
export const plainOf = (engine: string): GroupedHost => ({ ...plainHost(engine), group: 'plain' });

/** Engines that are tried on their plain host only. */
const plainOnly = [docker26, `${docker28}+rootless`, podman58, `${podman58}+rootless`];

/** Every host of the trial: the plain host of each engine, and those with a setting. */
export const hosts: readonly GroupedHost[] = [...new Set([...withSetting.map(({ engine }) => engine), ...plainOnly])]
  .map(plainOf)
  .concat(withSetting);
