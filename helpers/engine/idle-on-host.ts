import type { HostConfig } from 'dockerode';
import type Dockerode from 'dockerode';
import { ownerOf } from './owner.ts';
import { ON_HOST, labelsOf } from './run.ts';
import { removeContainer } from './sweep.ts';

/** A program that runs until its container is removed, and then ends at once. */
export const IDLE = ['sh', '-c', 'trap exit TERM; while :; do sleep 3600 & wait $!; done'];

/** What is needed to change a network, and nothing else. */
export const NETWORK_ONLY = { CapDrop: ['ALL'], CapAdd: ['NET_ADMIN'] };

/** The options of a container on the host network, of which an engine that remaps users wants root to be the host's. */
export function hostNetwork(usernsRemap: boolean): HostConfig {
  return { NetworkMode: 'host', ...(usernsRemap ? { UsernsMode: 'host' } : {}) };
}

/**
 * Starts a container on the network of the engine's host, in which commands can run until it is removed. It belongs to
 * this process, and not to a run: the caller removes it, or the next run does. Throws where the engine refuses.
 */
export async function startIdleOnHost(
  engine: Dockerode,
  image: string,
  usernsRemap: boolean,
  more: HostConfig = {},
): Promise<string> {
  const container = await engine.createContainer({
    Image: image,
    Entrypoint: [...IDLE],
    Cmd: [],
    // the image may have another user, and the files may need root
    User: '0',
    Labels: labelsOf({ id: ON_HOST, owner: ownerOf() }),
    HostConfig: { ...hostNetwork(usernsRemap), ...more },
  });
  try {
    await container.start();
  } catch (error) {
    await removeContainer(engine, container.id);
    throw error;
  }
  return container.id;
}
