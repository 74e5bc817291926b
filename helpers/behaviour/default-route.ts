import { from } from '../probe/from.ts';
import type { RunningContainer, RunningNetwork } from '../scenario/running.ts';

/**
 * The name of the network, of these, whose gateway has a container's default route: `none` without a default route, and the
 * gateway itself where it is of no such network.
 */
export async function networkOfDefaultRoute(
  container: RunningContainer,
  networks: readonly RunningNetwork[],
  family: 4 | 6 = 4,
): Promise<string> {
  const [routes, { NetworkSettings }] = await Promise.all([from(container).defaultRoutes(), container.inspect()]);
  const used = routes.find((route) => route.family === family);
  if (!used) return 'none';
  const found = networks.find(({ engineName }) => {
    const endpoint = NetworkSettings.Networks[engineName];
    return used.gateway === (family === 4 ? endpoint?.Gateway : endpoint?.IPv6Gateway);
  });
  return found?.name ?? used.gateway;
}
