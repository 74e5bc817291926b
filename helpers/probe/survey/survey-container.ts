import { randomBytes, randomInt } from 'node:crypto';
import type Dockerode from 'dockerode';
import { removeContainer } from '../../engine/sweep.ts';
import { hostNetwork, nginx } from '../../scenario/declare.ts';
import { serverOf } from '../../scenario/servers.ts';
import { UntilServing } from '../../scenario/serving.ts';

/** How long its server may take to be ready. */
const READY_LIMIT_MS = 10_000;

/** The engine of a survey, and the options of its containers. */
export interface SurveyOptions {
  readonly engine: Dockerode;
  /** The nginx image. */
  readonly image: string;
  readonly labels: Record<string, string>;
  /** Whether the engine remaps users: then a container on the host network must not. */
  readonly usernsRemap: boolean;
}

/** A container of a survey: it answers with its identity, and runs commands. */
export interface SurveyContainer {
  readonly name: string;
  readonly id: string;
  readonly identity: string;
  readonly engine: Dockerode;
  readonly port: number;
  remove(): Promise<void>;
}

/** Starts a container on a network with a published port, or on the host network. Throws the engine's error. */
export async function startSurveyContainer(
  { engine, image, labels, usernsRemap }: SurveyOptions,
  network: string,
  name: string,
): Promise<SurveyContainer> {
  const onHost = network === 'host';
  const identity = `dnc-survey-${randomBytes(3).toString('hex')}-${name}`;
  const server = serverOf(nginx({ on: hostNetwork }), identity, {
    // on the host's network, fewer ports are less likely to be in use
    port: onHost ? randomInt(20_000, 32_000) : 80,
  });
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
