import { randomBytes, randomInt } from 'node:crypto';
import type Dockerode from 'dockerode';
import { removeContainer } from '../../engine/sweep.ts';
import { hostNetwork, nginx } from '../../scenario/declare.ts';
import { serverOf } from '../../scenario/servers.ts';
import { UntilServing } from '../../scenario/serving.ts';

/** How long its server may take until it answers. */
const READY_LIMIT_MS = 10_000;

/** Where a post is placed, and with what. */
export interface Placing {
  readonly engine: Dockerode;
  /** The image that plays nginx. */
  readonly image: string;
  readonly labels: Record<string, string>;
  /** Whether root in a container is another user on the host: on the host's network it must not be. */
  readonly usernsRemap: boolean;
}

/** A container of a survey: it answers with its identity, and commands are run in it. */
export interface Post {
  readonly name: string;
  readonly id: string;
  readonly identity: string;
  readonly engine: Dockerode;
  readonly port: number;
  remove(): Promise<void>;
}

/** Starts a post on a network, or on the host's; its port is published unless it is there itself. Throws what the engine says. */
export async function placePost(
  { engine, image, labels, usernsRemap }: Placing,
  network: string,
  name: string,
): Promise<Post> {
  const onHost = network === 'host';
  const identity = `dnc-survey-${randomBytes(3).toString('hex')}-${name}`;
  const server = serverOf(nginx({ on: hostNetwork }), identity, onHost ? randomInt(20_000, 32_000) : undefined);
  const [program = 'sh', ...args] = server.command ?? [];
  const container = await engine.createContainer({
    name: identity,
    Image: image,
    Entrypoint: [program],
    Cmd: args,
    User: '0',
    Env: Object.entries(server.environment).map(([key, value]) => `${key}=${value}`),
    Labels: labels,
    ...(onHost ? {} : { ExposedPorts: { [`${server.port}/tcp`]: {} } }),
    HostConfig: {
      NetworkMode: network,
      LogConfig: { Type: 'json-file', Config: {} },
      ...(onHost ? {} : { PortBindings: { [`${server.port}/tcp`]: [{ HostIp: '', HostPort: '' }] } }),
      ...(onHost && usernsRemap ? { UsernsMode: 'host' } : {}),
    },
  });
  const remove = (): Promise<void> => removeContainer(engine, container.id);
  try {
    await container.start();
    await new UntilServing(server.ready, READY_LIMIT_MS).waitUntilReady(container);
  } catch (error) {
    await remove();
    throw error;
  }
  return { name, id: container.id, identity, engine, port: server.port, remove };
}
