import { randomBytes } from 'node:crypto';
import type Dockerode from 'dockerode';
import { retryOnPortConflict } from '../../engine/port-conflict.ts';
import { createNetwork } from '../../engine/create-network.ts';
import type { Endpoint } from '../../engine/endpoint.ts';
import type { Fingerprint } from '../../engine/identify.ts';
import { type Settings, optionsIn } from '../../engine/settings.ts';
import type { Surroundings } from '../../engine/surroundings.ts';
import { removeNetwork } from '../../engine/sweep.ts';
import { errorCode, errorText } from '../../engine/user-error.ts';
import { olderThan } from '../../engine/version.ts';
import { runInContainer } from '../exec.ts';
import { runHere } from '../run-here.ts';
import { probeFromContainer } from './probe-from-container.ts';
import { type HostFacts, hostFactsCommand, parseHostFacts } from './host-facts.ts';
import { isReached, locationOf, onThisHost, ownAddresses, publishedAddressOf } from './location.ts';
import { type SurveyOptions, type SurveyContainer, startSurveyContainer } from './survey-container.ts';

/** The parts of the fingerprint that a survey detects. */
export type Survey = Pick<Fingerprint, 'location' | 'settings' | 'surroundings' | 'options'>;

/** By so many digits of a network's ID, Docker Engine names its bridge. */
const SHORT_ID_DIGITS = 12;

/** The first version that has `default-network-opts`: https://docs.docker.com/engine/release-notes/24.0/ */
const NETWORK_DEFAULTS = '24';

/**
 * Examines the host of the user's engine with two containers, one on the host network and one on a bridge network, for
 * about a second: at which address published ports answer, whether this process is on that host, and how its firewall,
 * DNS server and daemon.json affect behaviours. It removes both afterwards. Parts that cannot be detected are left unchanged.
 */
export async function surveyHost(survey: SurveyOptions, endpoint: Endpoint, reported: Fingerprint): Promise<Survey> {
  const { engine } = survey;
  const { location, rootless, options } = reported;
  const name = `dnc-survey-${randomBytes(3).toString('hex')}`;
  const subnet = await createNetwork(engine, { Name: name, Driver: 'bridge', Labels: survey.labels });
  const containers: SurveyContainer[] = [];
  const start = async (network: string, as: string): Promise<SurveyContainer> => {
    const { started: container } = await retryOnPortConflict(() => startSurveyContainer(survey, network, as));
    containers.push(container);
    return container;
  };
  try {
    const [network, [onHost, inside]] = await Promise.all([
      engine.getNetwork(name).inspect(),
      Promise.allSettled([start('host', 'on-host'), start(name, 'on-bridge')]),
    ]);
    const host = onHost.status === 'fulfilled' ? onHost.value : undefined;
    const within = inside.status === 'fulfilled' ? inside.value : undefined;
    const gateway = network.IPAM?.Config?.find(({ Gateway }) => Gateway?.includes('.'))?.Gateway;
    // with the gateway among its own addresses, this process is on the engine's host, or on one with the same address
    const isHere =
      !rootless && gateway !== undefined && ownAddresses().includes(gateway) && (!within || (await isReached(within)));
    const bridge = network.Options?.['com.docker.network.bridge.name'] ?? `br-${network.Id.slice(0, SHORT_ID_DIGITS)}`;
    const [facts, outcomes, publishedAt] = await Promise.all([
      hostFacts(isHere ? undefined : host, isHere, bridge),
      // a failed probe leaves these unknown, and does not end the run
      within && gateway
        ? probeFromContainer(within, gateway, isHere ? 'this process' : host).catch(() => undefined)
        : undefined,
      within && !isHere ? publishedAddressOf(within, endpoint) : undefined,
    ]);
    const settings = settingsFound(reported, facts, network, subnet);
    return {
      location: isHere
        ? onThisHost
        : locationOf({ location, rootless, facts, publishedAt, isSurveyed: within !== undefined }),
      settings,
      surroundings: { ...surroundingsFound(reported, facts, onHost), ...outcomes },
      options: [...new Set([...options, ...optionsIn(settings)])],
    };
  } finally {
    await Promise.all(containers.map((container) => container.remove()));
    await removeNetwork(engine, name);
  }
}

/** The settings of an engine, with those that its host and a new network of it show. */
function settingsFound(
  { settings, kind, version, rootless }: Fingerprint,
  facts: HostFacts | undefined,
  network: Dockerode.NetworkInspectInfo,
  subnet: Awaited<ReturnType<typeof createNetwork>>,
): Settings {
  const hasDefaults = kind === 'docker' && !olderThan(version, NETWORK_DEFAULTS);
  return {
    ...settings,
    addressPools: subnet === 'own subnet' ? 'free' : 'used up',
    ...(hasDefaults ? { networkDefaults: network.Options ?? {} } : {}),
    ...(kind === 'docker' && !rootless && facts?.routesLoopback !== undefined
      ? { userlandProxy: !facts.routesLoopback }
      : {}),
  };
}

/** The surroundings of an engine, with the facts about its host, and why a container on the host network did not start. */
function surroundingsFound(
  { surroundings, kind, rootless }: Fingerprint,
  facts: HostFacts | undefined,
  onHost: PromiseSettledResult<SurveyContainer>,
): Surroundings {
  return {
    ...surroundings,
    ...(facts ? { ipv6: facts.ipv6, clockAheadMs: facts.clockAheadMs } : {}),
    // https://github.com/moby/moby/pull/47103: from 29.5 on, such a container is outside of the namespace of the bridges
    ...(rootless && kind === 'docker' && facts ? { bridgesOnHostNetwork: facts.hasBridge } : {}),
    ...(facts?.mtu === undefined ? {} : { defaultRouteMtu: facts.mtu }),
    ...(onHost.status === 'rejected' && typeof errorCode(onHost.reason) === 'number'
      ? { hostNetworkRefused: errorText(onHost.reason) }
      : {}),
  };
}

/** The facts about the host, read by this process or by a container on the host network. */
async function hostFacts(
  host: SurveyContainer | undefined,
  isHere: boolean,
  bridge: string,
): Promise<HostFacts | undefined> {
  const command = hostFactsCommand(bridge);
  const result = isHere ? await runHere(command) : host && (await runInContainer(host, command));
  return result && parseHostFacts(result.stdout);
}
