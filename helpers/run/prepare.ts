import type Dockerode from 'dockerode';
import type { Instance, Life } from '../engine/embedded/running.ts';
import { inNetworkOf } from '../engine/embedded/enter.ts';
import { suiteNamed } from '../engine/embedded/suites.ts';
import { type Endpoint, IDLE_LIMIT_MS, connect } from '../engine/endpoint.ts';
import { type HostAccess, accessToEmbeddedEngine, accessToUserEngine } from '../engine/host-access.ts';
import { type Fingerprint, type Location, identify, rootlessHere } from '../engine/identify.ts';
import { lacking, missingOptions } from '../engine/kernel-options.ts';
import { type NamedPeer, namedPeer, pairUp } from '../engine/peer.ts';
import type { EngineHosts, Run } from '../engine/run.ts';
import { sweepEndedRuns } from '../engine/sweep.ts';
import { resolveImages } from '../images/resolve.ts';
import type { RoleImages } from '../images/roles.ts';
import { type ChosenEngine, chooseEngine } from './choose-engine.ts';
import { findCompose } from './compose.ts';
import { embeddedLocation } from './embedded-location.ts';
import { HostContainers, lanLine } from './host-containers.ts';
import type { Progress } from './progress.ts';
import { surveyed } from './survey.ts';

/** An engine that is ready for a run, with the images on it, and how to run a program on its host. */
export interface Prepared {
  /** The engine's process, if it is embedded. */
  readonly embedded?: Instance;
  readonly endpoint: Endpoint;
  /** The engine, and its peer if PEER_DOCKER_HOST names one. */
  readonly engines: readonly Dockerode[];
  readonly fingerprint: Fingerprint;
  readonly images: RoleImages;
  readonly host: HostAccess;
  readonly hosts: EngineHosts;
  readonly compose?: Run['compose'];
  readonly preparation: Run['preparation'];
  /** Put before a command to run it on the engine's host; empty where no prefix is needed. */
  readonly onHost: readonly string[];
  /** Stops the engine if this run started it; without waiting, if nothing but images is left on it. */
  stop(empty?: boolean): Promise<void>;
}

/**
 * Chooses the engine (the named embedded one, else the user's, else an embedded one), removes what interrupted runs left
 * on it, and gives every role its image. `life` applies to an embedded engine that is started here. If anything fails, it
 * throws a UserError and leaves no engine up.
 */
export async function prepare(
  name: string | undefined,
  progress: Progress,
  life: Life = 'own',
  { lan = false, compose: wantsCompose = false }: { lan?: boolean; compose?: boolean } = {},
): Promise<Prepared> {
  const started = performance.now();
  const peer = await namedPeer();
  let chosen: ChosenEngine | undefined;
  let hostContainers: HostContainers | undefined;
  const stop = async (empty = false): Promise<void> => {
    await hostContainers?.remove();
    await chosen?.stop(empty);
    await peer?.tunnel?.close();
  };
  try {
    chosen = await chooseEngine(name, progress, life);
    const { embedded } = chosen;
    const { engines, reported, paired } = await identified(chosen, peer);
    const [engine] = engines;
    const engineIsUp = performance.now();
    // it never rejects
    const finding = wantsCompose ? findCompose(embedded, progress) : undefined;
    const images = await imagesOn(engines, embedded, progress);
    const fingerprint = embedded ? reported : await surveyed(engine, chosen.endpoint, reported, images.nginx);
    const swept = await sweptHost(engines, embedded, fingerprint.location, progress);
    hostContainers = new HostContainers(engine, images, fingerprint);
    const host = { ...swept, ...(await hostContainers.start(swept.tools !== undefined, lan)) };
    if (lan) progress.say(lanLine(host));
    const hosts = paired ?? (await labHosts(embedded, host));
    const compose = finding ? { compose: await finding } : {};
    progress.say(engineLine(fingerprint, images, compose.compose));
    if (peer) progress.say(`Peer at ${peer.named}: ${hosts.because}`);
    const preparation = {
      engine: Math.round(engineIsUp - started),
      images: Math.round(performance.now() - engineIsUp),
    };
    return {
      ...chosen,
      ...compose,
      engines,
      fingerprint,
      images,
      host,
      hosts,
      preparation,
      onHost: embedded ? inNetworkOf(embedded) : [],
      stop,
    };
  } catch (error) {
    progress.end();
    await stop();
    throw error;
  }
}

/** The engine of a run and what it reports, with its peer if PEER_DOCKER_HOST names one. */
interface Identified {
  /** The engine, then its peer. */
  readonly engines: readonly [Dockerode, ...Dockerode[]];
  readonly reported: Fingerprint;
  /** Both as the engine hosts of scenarios; undefined without a peer. */
  readonly paired: EngineHosts | undefined;
}

/** Identifies the chosen engine, and pairs it up with its peer. Throws a UserError where that fails. */
async function identified({ endpoint, embedded }: ChosenEngine, peer: NamedPeer | undefined): Promise<Identified> {
  const engine = connect(endpoint, IDLE_LIMIT_MS);
  const reported = await identify(
    engine,
    endpoint,
    embedded && embeddedLocation(embedded),
    embedded && suiteNamed(embedded.suite).options,
  );
  const paired = peer && (await pairUp(engine, peer));
  return { engines: [engine, ...(peer ? [connect(peer.endpoint, IDLE_LIMIT_MS)] : [])], reported, paired };
}

/** Gives every role an image on the engine and on its peer; returns those on the engine. */
async function imagesOn(
  [engine, ...peers]: Identified['engines'],
  embedded: Instance | undefined,
  progress: Progress,
): Promise<RoleImages> {
  const doing = (what: string): void => progress.doing(what);
  const [images] = await Promise.all([
    resolveImages({ engine, registry: !embedded, progress: doing }),
    ...peers.map((peer) => resolveImages({ engine: peer, registry: true, progress: doing })),
  ]);
  return images;
}

/** What can be done on the engine's host. Removes what interrupted runs left on the engines. */
async function sweptHost(
  engines: readonly Dockerode[],
  embedded: Instance | undefined,
  location: Location,
  progress: Progress,
): Promise<HostAccess> {
  const host = await (embedded ? accessToEmbeddedEngine(embedded) : accessToUserEngine(location));
  const left = (await Promise.all(engines.map((engine) => sweepEndedRuns(engine, host.tools)))).flat();
  if (left.length > 0) progress.say(`Removed ${left.length} containers and networks of interrupted runs.`);
  return host;
}

/** Where scenarios get several engine hosts from, if the user names no peer. */
async function labHosts(embedded: Instance | undefined, host: HostAccess): Promise<EngineHosts> {
  if (!embedded) return { kind: 'none', because: 'the engine is not embedded, and PEER_DOCKER_HOST is not set' };
  if (!host.tools) return { kind: 'none', because: host.because };
  if (suiteNamed(embedded.suite).host.rootless) return { kind: 'none', because: rootlessHere.because };
  const { ip } = host.tools;
  const missing = await missingOptions(ip, ['vxlan']);
  if (missing.length > 0) return { kind: 'none', because: lacking(missing) };
  return { kind: 'lab', suite: embedded.suite, ip, because: `the lab starts engines of ${embedded.suite}` };
}

/** `Docker Engine 26.1.5 (API 1.45, kernel 6.12), embedded debian:trixie; images: nginx pulled, grafana stand-in` */
function engineLine(
  { name, version, apiVersion, source, kernel }: Fingerprint,
  images: RoleImages,
  compose: Run['compose'],
): string {
  const origins = Object.entries(images).map(([role, image]) => `${role} ${image.standIn ? 'stand-in' : image.origin}`);
  const beside = compose && 'version' in compose ? `, Docker Compose ${compose.version}` : '';
  return `${name} ${version} (API ${apiVersion}, kernel ${kernel}), ${source}${beside}; images: ${origins.join(', ')}`;
}
