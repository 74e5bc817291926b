import type Dockerode from 'dockerode';
import { engineClient } from '../engine/client.ts';

/** What the engine of the run tells of itself, by its API. */
export const theEngine = {
  /** `docker network ls` */
  async networks(): Promise<Dockerode.NetworkInspectInfo[]> {
    return (await engineClient()).listNetworks();
  },

  /** `docker info`: the network drivers that it has, its own and plugins. */
  async networkDrivers(): Promise<string[]> {
    const { Plugins } = (await (await engineClient()).info()) as { Plugins?: { Network?: string[] | null } };
    return Plugins?.Network ?? [];
  },
};
