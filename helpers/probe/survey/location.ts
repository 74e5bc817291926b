import { networkInterfaces } from 'node:os';
import * as undici from 'undici';
import type { Endpoint } from '../../engine/endpoint.ts';
import { type Location, rootlessHere } from '../../engine/identify.ts';
import { latest } from '../../engine/poll.ts';
import { FORWARDING_LIMIT_MS, NO_ANSWER_TIMEOUT_MS } from '../limits.ts';
import { fetchPage } from '../page.ts';
import { defaultGateway } from './default-gateway.ts';
import { type HostFacts, ownNamespaceAndBoot } from './host-facts.ts';
import type { SurveyContainer } from './survey-container.ts';

const POLL_MS = 100;

/** The location of an engine whose host this process is on. */
export const onThisHost: Location = {
  publishedAt: '127.0.0.1',
  sharesNetwork: true,
  because: "this process is in the network of the engine's host, which has the gateways of its bridges",
};

/** The addresses of this process's interfaces. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((found) => (found ?? []).map(({ address }) => address));
}

/** The address at which this process reaches the published port of a container; undefined if there is none. */
export async function publishedAddressOf(container: SurveyContainer, endpoint: Endpoint): Promise<string | undefined> {
  const { NetworkSettings } = await container.engine.getContainer(container.id).inspect();
  const bindings = NetworkSettings.Ports[`${container.port}/tcp`] ?? [];
  const port = bindings.find(({ HostIp }) => !HostIp.includes(':'))?.HostPort;
  if (!port) return undefined;
  const named = endpoint.ssh?.hostName ?? new URL(endpoint.dockerHost).hostname;
  const candidates = [...new Set([named || '127.0.0.1', '127.0.0.1', defaultGateway()])];
  const find = async (): Promise<string | undefined> => {
    const answered = await Promise.all(candidates.map((address) => answersAt(container, address, port)));
    return candidates.find((_, index) => answered[index]);
  };
  return latest({ limitMs: FORWARDING_LIMIT_MS, intervalMs: POLL_MS }, find, (found) => found !== undefined);
}

/** Whether this process reaches a container at its own address, as its host does. */
export async function isReached(container: SurveyContainer): Promise<boolean> {
  const { NetworkSettings } = await container.engine.getContainer(container.id).inspect();
  const [endpoint] = Object.values(NetworkSettings.Networks);
  return answersAt(container, endpoint?.IPAddress, String(container.port));
}

/** Whether it is this container that answers at an address. */
async function answersAt(container: SurveyContainer, address: string | undefined, port: string): Promise<boolean> {
  if (!address) return false;
  const page = await fetchPage(undici, `http://${address}:${port}`, NO_ANSWER_TIMEOUT_MS).catch(() => undefined);
  return page?.kind === 'answered' && page.by === container.identity;
}

/** The location of the engine, by its host's kernel and network namespace and the address of a published port. */
export function locationOf(of: {
  location: Location;
  rootless: boolean;
  facts: HostFacts | undefined;
  publishedAt: string | undefined;
  isSurveyed: boolean;
}): Location {
  const { location, facts, isSurveyed } = of;
  const publishedAt = isSurveyed ? of.publishedAt : location.publishedAt;
  const own = ownNamespaceAndBoot();
  if (!facts || !own) return { ...location, publishedAt };
  if (facts.boot !== own.boot) {
    const because = location.sharesNetwork ? 'the engine runs on another kernel' : location.because;
    return { publishedAt, sharesNetwork: false, because };
  }
  // a rootless Podman's bridges are in another namespace, though a container on its host network may be in this one
  if (of.rootless && publishedAt === '127.0.0.1') return rootlessHere;
  if (facts.namespace === own.namespace)
    return {
      publishedAt,
      sharesNetwork: true,
      because: "this process is in the network namespace of the engine's host",
    };
  const because = `this process is in another network namespace than the engine's host (its interfaces: ${Object.keys(networkInterfaces()).join(', ')})`;
  return { publishedAt, sharesNetwork: false, because };
}
