import { randomBytes } from 'node:crypto';
import { retryOnPortConflict } from '../../engine/port-conflict.ts';
import { createNetwork } from '../../engine/create-network.ts';
import type { Endpoint } from '../../engine/endpoint.ts';
import type { Fingerprint } from '../../engine/identify.ts';
import { type Settings, optionsIn } from '../../engine/settings.ts';
import { removeNetwork } from '../../engine/sweep.ts';
import { errorCode, errorText } from '../../engine/user-error.ts';
import { olderThan } from '../../engine/version.ts';
import { run } from '../exec.ts';
import { runHere } from '../host-shell.ts';
import { askedWithin } from './asked-within.ts';
import { type HostFacts, hostFactsCommand, parseHostFacts } from './host-facts.ts';
import { locationOf, onThisHost, ownAddresses, whereItAnswers } from './location.ts';
import { type Placing, type Post, placePost } from './post.ts';

/** What a survey adds to what the engine reports of itself. */
export type Survey = Pick<Fingerprint, 'location' | 'settings' | 'surroundings' | 'options'>;

/** The first version that has `default-network-opts`: https://docs.docker.com/engine/release-notes/24.0/ */
const NETWORK_DEFAULTS = '24';

/**
 * Looks at the host of the user's engine by two containers, one on the host's network and one on a bridge network, for
 * about a second: where its published ports answer, whether this process is on it, what its firewall, resolver and
 * daemon.json mean for what the suite judges. All of it is removed again. What cannot be found out stays as it was.
 */
export async function surveyHost(
  placing: Placing,
  endpoint: Endpoint,
  { location, settings, surroundings, kind, version, rootless, options }: Fingerprint,
): Promise<Survey> {
  const { engine } = placing;
  const name = `dnc-survey-${randomBytes(3).toString('hex')}`;
  const subnet = await createNetwork(engine, { Name: name, Driver: 'bridge', Labels: placing.labels });
  const posts: Post[] = [];
  const place = async (network: string, as: string): Promise<Post> => {
    const { started: post } = await retryOnPortConflict(() => placePost(placing, network, as));
    posts.push(post);
    return post;
  };
  try {
    const bridge = settings.defaultBridge === 'none' ? '' : settings.defaultBridge.interface;
    const [network, [onHost, inside]] = await Promise.all([
      engine.getNetwork(name).inspect(),
      Promise.allSettled([place('host', 'postonhost'), place(name, 'postinside')]),
    ]);
    const host = onHost.status === 'fulfilled' ? onHost.value : undefined;
    const within = inside.status === 'fulfilled' ? inside.value : undefined;
    const gateway = network.IPAM?.Config?.find(({ Gateway }) => Gateway?.includes('.'))?.Gateway;
    // a broken engine may put a container elsewhere than on the host's network: this process needs none where it is there
    const isHere = !rootless && gateway !== undefined && ownAddresses().includes(gateway);
    const [facts, asked, publishedAt] = await Promise.all([
      hostFacts(isHere ? undefined : host, isHere, bridge),
      // what cannot be asked stays unknown, and is no reason to end a run
      within && gateway
        ? askedWithin(within, gateway, isHere ? 'this process' : host).catch(() => undefined)
        : undefined,
      within && !isHere ? whereItAnswers(within, endpoint) : undefined,
    ]);
    const hasDefaults = kind === 'docker' && !olderThan(version, NETWORK_DEFAULTS);
    const found: Settings = {
      ...settings,
      addressPools: subnet === 'own subnet' ? 'free' : 'used up',
      ...(hasDefaults ? { networkDefaults: network.Options ?? {} } : {}),
      ...(kind === 'docker' && !rootless && facts?.routesLoopback !== undefined
        ? { userlandProxy: !facts.routesLoopback }
        : {}),
    };
    return {
      location: isHere
        ? onThisHost
        : locationOf({ location, rootless, facts, publishedAt, isSurveyed: within !== undefined }),
      settings: found,
      surroundings: {
        ...surroundings,
        ...(facts ? { ipv6: facts.ipv6, clockAheadMs: facts.clockAheadMs } : {}),
        ...(onHost.status === 'rejected' && typeof errorCode(onHost.reason) === 'number'
          ? { hostNetworkRefused: errorText(onHost.reason) }
          : {}),
        ...asked,
      },
      options: [...new Set([...options, ...optionsIn(found)])],
    };
  } finally {
    await Promise.all(posts.map((post) => post.remove()));
    await removeNetwork(engine, name);
  }
}

/** What the kernel of the host tells: this process, or a container on the host's network. */
async function hostFacts(host: Post | undefined, isHere: boolean, bridge: string): Promise<HostFacts | undefined> {
  const command = hostFactsCommand(bridge);
  const told = isHere ? await runHere(command) : host && (await run(host, command));
  return told && parseHostFacts(told.stdout);
}
