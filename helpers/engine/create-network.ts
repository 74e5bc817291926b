import type Dockerode from 'dockerode';
import { freeSubnet, routedSubnets } from './lab/subnet.ts';
import { errorText } from './user-error.ts';

/** How an engine says that it has no subnet left to give: Docker Engine up to 23, from 24 on, and Podman. */
const USED_UP = /non-overlapping IPv4 address pool|fully subnetted|find (a )?free (subnet|IPv4)/i;

/** How it says that a subnet is somebody else's. */
const OVERLAPS = /overlap|already (being )?used|conflict/i;

const DRAWS = 5;

/**
 * Creates a network. Where the engine's address pools are used up, which is the user's setting, the network is given a
 * subnet that no route of this machine knows. Returns whether the engine chose the subnet by itself.
 */
export async function createNetwork(
  engine: Dockerode,
  options: Dockerode.NetworkCreateOptions,
): Promise<'own subnet' | 'given subnet'> {
  try {
    await engine.createNetwork(options);
    return 'own subnet';
  } catch (error) {
    if (!USED_UP.test(errorText(error))) throw error;
  }
  for (let draw = 1; ; draw++) {
    const subnet = freeSubnet(routesHere());
    // inspect shows no gateway but one that was given, where the subnet was
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

/** A machine that is not Linux has no such table, and its engine's host is another one. */
function routesHere(): string[] {
  return process.platform === 'linux' ? routedSubnets() : [];
}
