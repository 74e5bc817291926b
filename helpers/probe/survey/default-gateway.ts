import { readFileSync } from 'node:fs';
import { parseRoutes } from '../devices.ts';

/** The gateway of this process's default route: in a container, an address of the engine's host. */
export function defaultGateway(
  table: () => string = () => readFileSync('/proc/net/route', 'utf8'),
): string | undefined {
  try {
    return parseRoutes(table()).find(({ destination }) => destination === '0.0.0.0')?.gateway;
  } catch {
    // only Linux has this table
    return undefined;
  }
}
