import type Dockerode from 'dockerode';
import { retry } from './poll.ts';
import { errorCode } from './user-error.ts';

const PACE = { limitMs: 3_000, intervalMs: 50 };

/**
 * The networks of an engine. While one is being removed, an engine may answer the request for the whole list with an
 * error (seen with overlay networks on workers: "network … not found", 500): the request is then repeated.
 */
export async function listNetworks(
  engine: Dockerode,
  options: Dockerode.NetworkListOptions = {},
): Promise<Dockerode.NetworkInspectInfo[]> {
  return retry(
    PACE,
    () => engine.listNetworks(options),
    (error) => errorCode(error) === 500,
  );
}
