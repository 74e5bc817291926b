import type { RunningContainer } from '../scenario/running.ts';

/** Where a container is attached, by its inspect now: each network, and what the container is there. */
export async function endpointsOf(container: RunningContainer): Promise<object[]> {
  const endpoints = Object.values((await container.inspect()).NetworkSettings.Networks);
  return endpoints.map(({ NetworkID, EndpointID, IPAddress, MacAddress, IPAMConfig, Aliases }) => {
    const aliases = (Aliases as readonly string[] | null | undefined)?.toSorted();
    return { NetworkID, EndpointID, IPAddress, MacAddress, IPAMConfig, aliases };
  });
}
