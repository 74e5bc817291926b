import { setTimeout } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { errorCode } from './user-error.ts';

const POLL_MS = 50;
const LIMIT_MS = 3_000;

/**
 * The networks of an engine. While one is being removed, an engine may stumble over it and answer the whole list with
 * an error (seen with overlay networks on workers: "network … not found", 500); then it is asked again, for a while.
 */
export async function listNetworks(
  engine: Dockerode,
  options: Dockerode.NetworkListOptions = {},
): Promise<Dockerode.NetworkInspectInfo[]> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      return await engine.listNetworks(options);
    } catch (error) {
      if (errorCode(error) !== 500 || Date.now() > deadline) throw error;
    }
    await setTimeout(POLL_MS);
  }
}
