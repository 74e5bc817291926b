import type Dockerode from 'dockerode';
import { freeSubnet, routesHere } from './lab/subnet.ts';
import { retry } from './poll.ts';
import { errorText } from './user-error.ts';

/** The engine's error where its address pools are exhausted: Docker Engine up to 23, from 24 on, and Podman. */
const EXHAUSTED = /non-overlapping IPv4 address pool|fully subnetted|find (a )?free (subnet|IPv4)/i;

/** Its error where a subnet is in use. */
export const OVERLAPS = /overlap|already (being )?used|conflict/i;

/** Podman's error where an interface goes away, with another network, while it lists the interfaces of its host. */
const INTERFACE_GONE = /route ip\+net: no such network interface/;

/** How long a network that meets this error is created again. */
const INTERFACES_LIMIT_MS = 2_000;

/** How many subnets are drawn until one is free on the engine's host, which may be another machine. */
export const DRAWS = 5;

/**
 * Creates a network. Where the engine's address pools are exhausted, which is the user's configuration, the network gets
 * a subnet that no route of this machine covers. Returns whether the engine chose the subnet.
 */
export async function createNetwork(
  engine: Dockerode,
  options: Dockerode.NetworkCreateOptions,
): Promise<'own subnet' | 'given subnet'> {
  try {
    await retry(
      { limitMs: INTERFACES_LIMIT_MS },
      () => engine.createNetwork(options),
      (error) => INTERFACE_GONE.test(errorText(error)),
    );
    return 'own subnet';
  } catch (error) {
    if (!EXHAUSTED.test(errorText(error))) throw error;
  }
  for (let draw = 1; ; draw++) {
    const subnet = freeSubnet(routesHere());
    // with a given subnet, inspect shows a gateway only where that is given as well
    const given = { Subnet: subnet.v4, Gateway: subnet.host(1).address };
    const own = options.IPAM?.Config ?? [];
    try {
      await engine.createNetwork({ ...options, IPAM: { Driver: 'default', Config: [...own, given] } });
      return 'given subnet';
    } catch (error) {
      if (draw === DRAWS || !OVERLAPS.test(errorText(error))) throw error;
    }
  }
}
