import { readFileSync } from 'node:fs';
import { parseRoutes } from '../devices.ts';

/** The gateway of this process's default route: to a process in a container, the host that publishes ports. */
export function defaultGateway(
  table: () => string = () => readFileSync('/proc/net/route', 'utf8'),
): string | undefined {
  try {
    return parseRoutes(table()).find(({ destination }) => destination === '0.0.0.0')?.gateway;
  } catch {
    // only Linux has such a table
    return undefined;
  }
}
