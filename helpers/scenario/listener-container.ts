import { randomInt } from 'node:crypto';
import { currentRun, labelsOf } from '../engine/run.ts';
import { removeContainer } from '../engine/sweep.ts';
import { ownHost } from './hosts.ts';
import type { RunningListener } from './listener.ts';
import { LOG_DRIVER, nginxServer } from './servers.ts';
import { READY_LIMIT_MS, UntilServing } from './serving.ts';

const LOOPBACK = '127.0.0.1';

/** Ports that no program is likely to have on a host whose free ports this process cannot look up. */
const [FROM, BELOW] = [20_000, 32_000];

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
  const { engine, images } = await ownHost();
  const { settings, surroundings } = currentRun().engine;
  const families = surroundings.ipv6 === false ? [''] : ['', '[::]:'];
  const at = (port: number): string[] =>
    everywhere ? families.map((family) => `${family}${port}`) : [`${LOOPBACK}:${port}`];
  const start = async (): Promise<RunningListener> => {
    const [port, otherPort, udpPort] = [randomInt(FROM, BELOW), randomInt(FROM, BELOW), randomInt(FROM, BELOW)];
    const sockets = { tcp: [...at(port), ...at(otherPort)], udp: at(udpPort) };
    const { environment, user, command, ready } = nginxServer(identity, sockets);
    const [entrypoint = '', ...Cmd] = command;
    const container = await engine.createContainer({
      name: identity,
      Image: images.nginx.reference,
      Entrypoint: [entrypoint],
      Cmd,
      User: user,
      Env: Object.entries(environment).map(([variable, value]) => `${variable}=${value}`),
      Labels: labelsOf(currentRun()),
      HostConfig: {
        NetworkMode: 'host',
        LogConfig: { Type: LOG_DRIVER, Config: {} },
        ...(settings.usernsRemap ? { UsernsMode: 'host' } : {}),
      },
    });
    try {
      await container.start();
      await new UntilServing(ready, READY_LIMIT_MS).waitUntilReady(container);
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
  };
  return firstOf(ATTEMPTS, start);
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
