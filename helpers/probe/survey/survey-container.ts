import { randomBytes } from 'node:crypto';
import type Dockerode from 'dockerode';
import { hostNetwork as onHostNetwork } from '../../engine/idle-on-host.ts';
import { removeContainer } from '../../engine/sweep.ts';
import { hostNetwork, nginx } from '../../scenario/declare.ts';
import { startOwnServer } from '../../scenario/own-server.ts';
import { likelyFreePort } from '../../scenario/ports.ts';
import { serverOf } from '../../scenario/servers.ts';

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
  // on the host's network, fewer ports are less likely to be in use
  const server = serverOf(nginx({ on: hostNetwork }), identity, { port: onHost ? likelyFreePort() : 80 });
  const port = `${server.port}/tcp`;
  const published = { NetworkMode: network, PortBindings: { [port]: [{ HostIp: '', HostPort: '' }] } };
  const container = await startOwnServer(
    engine,
    {
      name: identity,
      image,
      labels,
      server,
      host: onHost ? onHostNetwork(usernsRemap) : published,
      ...(onHost ? {} : { ports: { [port]: {} } }),
    },
    READY_LIMIT_MS,
  );
  const remove = (): Promise<void> => removeContainer(engine, container.id);
  return { name, id: container.id, identity, engine, port: server.port, remove };
}
