import { currentRun, labelsOf } from '../engine/run.ts';
import { removeContainer } from '../engine/sweep.ts';
import { type Host, ownHost } from './hosts.ts';
import type { RunningListener } from './listener.ts';
import { likelyFreePort } from './ports.ts';
import { nginxServer, ownServerOptions } from './servers.ts';
import { READY_LIMIT_MS, UntilServing } from './serving.ts';

const LOOPBACK = '127.0.0.1';

/** How often ports are drawn until none of them is in use. */
const ATTEMPTS = 5;

/**
 * A listener on the engine's host where this process is on another one: nginx in a container on the host network. It answers
 * datagrams at every address from that address, as nginx does.
 */
export async function startListenerContainer(
  name: string,
  identity: string,
  everywhere: boolean,
): Promise<RunningListener> {
  const host = await ownHost();
  return firstOf(ATTEMPTS, () => start(host, name, identity, everywhere));
}

async function start(
  { engine, images }: Host,
  name: string,
  identity: string,
  everywhere: boolean,
): Promise<RunningListener> {
  const { settings, surroundings } = currentRun().engine;
  const families = surroundings.ipv6 === false ? [''] : ['', '[::]:'];
  const at = (port: number): string[] =>
    everywhere ? families.map((family) => `${family}${port}`) : [`${LOOPBACK}:${port}`];
  const [port, otherPort, udpPort] = [likelyFreePort(), likelyFreePort(), likelyFreePort()];
  const server = nginxServer(identity, { tcp: [...at(port), ...at(otherPort)], udp: at(udpPort) });
  const { HostConfig, ...options } = ownServerOptions(identity, images.nginx.reference, server);
  const onHost = { NetworkMode: 'host', ...(settings.usernsRemap ? { UsernsMode: 'host' } : {}) };
  const container = await engine.createContainer({
    ...options,
    Labels: labelsOf(currentRun()),
    HostConfig: { ...HostConfig, ...onHost },
  });
  try {
    await container.start();
    await new UntilServing(server.ready, READY_LIMIT_MS).waitUntilReady(container);
  } catch (error) {
    await removeContainer(engine, container.id);
    throw error;
  }
  return {
    kind: 'listener',
    name,
    id: identity,
    identity,
    url: `http://${LOOPBACK}:${port}`,
    port,
    others: { otherPort, udpPort },
    on: { engine, id: container.id, name },
    answerDatagramsAt: async () => undefined,
    end: () => removeContainer(engine, container.id),
  };
}

/** The first result, of at most so many attempts, that is not a port in use. */
async function firstOf<T>(attempts: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (attempts <= 1 || !/Address already in use/i.test((error as Error).message)) throw error;
    return firstOf(attempts - 1, work);
  }
}
