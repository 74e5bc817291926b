import { hostNetwork } from '../engine/idle-on-host.ts';
import { retryOnPortConflict } from '../engine/port-conflict.ts';
import { currentRun, labelsOf } from '../engine/run.ts';
import { removeContainer } from '../engine/sweep.ts';
import { type Host, ownHost } from './hosts.ts';
import { LOOPBACK, type RunningListener, listenerAt } from './listener.ts';
import { startOwnServer } from './own-server.ts';
import { likelyFreePort } from './ports.ts';
import { everywhere, nginxServer } from './servers.ts';
import { READY_LIMIT_MS } from './serving.ts';

/** The last line of nginx's log where another program listens at one of its ports. */
const IN_USE = /still could not bind\(\)/;

/**
 * A listener on the engine's host where this process is on another one: nginx in a container on the host network. It answers
 * datagrams at every address from that address, as nginx does.
 */
export async function startListenerContainer(
  name: string,
  identity: string,
  atEveryAddress: boolean,
): Promise<RunningListener> {
  const host = await ownHost();
  const { started } = await retryOnPortConflict(() => start(host, name, identity, atEveryAddress), IN_USE);
  return started;
}

async function start(
  { engine, images }: Host,
  name: string,
  identity: string,
  atEveryAddress: boolean,
): Promise<RunningListener> {
  const { settings, surroundings } = currentRun().engine;
  const port = likelyFreePort();
  const ports = { port, otherPort: port + 1, udpPort: port };
  const at = (...numbers: readonly number[]): string[] =>
    atEveryAddress
      ? everywhere(numbers, surroundings.ipv6 !== false)
      : numbers.map((number) => `${LOOPBACK}:${number}`);
  const container = await startOwnServer(
    engine,
    {
      name: identity,
      image: images.nginx.reference,
      labels: labelsOf(currentRun()),
      server: nginxServer(identity, { tcp: at(port, ports.otherPort), udp: at(ports.udpPort) }),
      host: hostNetwork(settings.usernsRemap),
    },
    READY_LIMIT_MS,
  );
  return {
    ...listenerAt(name, identity, ports),
    on: { engine, id: container.id, name },
    answerDatagramsAt: async () => undefined,
    end: () => removeContainer(engine, container.id),
  };
}
