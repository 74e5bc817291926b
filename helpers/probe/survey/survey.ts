import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import * as undici from 'undici';
import { untilAPortIsFree } from '../../engine/chosen-port.ts';
import { createNetwork } from '../../engine/create-network.ts';
import type { Endpoint } from '../../engine/endpoint.ts';
import { type Fingerprint, type Location, rootlessHere } from '../../engine/identify.ts';
import { type Settings, optionsIn } from '../../engine/settings.ts';
import type { Surroundings } from '../../engine/surroundings.ts';
import { removeNetwork } from '../../engine/sweep.ts';
import { errorCode, errorText } from '../../engine/user-error.ts';
import { olderThan } from '../../engine/version.ts';
import { curlCommand, readCurl } from '../curl.ts';
import { dnsCommand, readDns } from '../dns.ts';
import { type CommandResult, run } from '../exec.ts';
import { FORWARDING_LIMIT_MS, SILENCE_LIMIT_MS, UNKNOWN_NAME_LIMIT_MS } from '../limits.ts';
import type { Resolution } from '../outcome.ts';
import { askForPage } from '../page.ts';
import { defaultGateway } from './default-gateway.ts';
import { type HostFacts, hostFactsCommand, ownPlace, parseHostFacts } from './host-facts.ts';
import { type Placing, type Post, placePost } from './post.ts';

const POLL_MS = 100;

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
    const { started: post } = await untilAPortIsFree(() => placePost(placing, network, as));
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
    const [facts, asked, publishedAt] = await Promise.all([
      host && run(host, hostFactsCommand(bridge)).then(({ stdout }) => parseHostFacts(stdout)),
      // what cannot be asked stays unknown, and is no reason to end a run
      within && askedWithin(within, host, network).catch(() => undefined),
      within && whereItAnswers(within, endpoint),
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
      location: locationOf({ location, rootless, facts, publishedAt, isSurveyed: within !== undefined }),
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

/** What a container gets of the host's own processes, and of a name that nobody has. */
async function askedWithin(
  post: Post,
  host: Post | undefined,
  network: Dockerode.NetworkInspectInfo,
): Promise<Pick<Surroundings, 'hostAnswersContainers' | 'unknownName'>> {
  const gateway = network.IPAM?.Config?.find(({ Gateway }) => Gateway?.includes('.'))?.Gateway;
  const questions = [{ name: `nobody-${randomBytes(3).toString('hex')}`, type: 'A' }] as const;
  const [page, name] = await Promise.all([
    host && gateway ? run(post, curlCommand(`http://${gateway}:${host.port}`, SILENCE_LIMIT_MS)) : undefined,
    run(post, dnsCommand(questions, UNKNOWN_NAME_LIMIT_MS)),
  ]);
  const [resolution] = readDns(name, questions);
  return {
    ...(page ? { hostAnswersContainers: pageInWords(page) } : {}),
    ...(resolution ? { unknownName: nameInWords(resolution) } : {}),
  };
}

function pageInWords(page: CommandResult): string {
  const answer = readCurl(page, SILENCE_LIMIT_MS);
  return answer.kind;
}

function nameInWords(resolution: Resolution): string {
  if (resolution.kind === 'unresolved') return resolution.reason;
  return resolution.kind === 'resolved' ? `resolved to ${resolution.addresses.join(', ')}` : resolution.kind;
}

/** Where the published port of a post answers this process; undefined where it does nowhere that was tried. */
async function whereItAnswers(post: Post, endpoint: Endpoint): Promise<string | undefined> {
  const { NetworkSettings } = await post.engine.getContainer(post.id).inspect();
  const bindings = NetworkSettings.Ports[`${post.port}/tcp`] ?? [];
  const port = bindings.find(({ HostIp }) => !HostIp.includes(':'))?.HostPort;
  if (!port) return undefined;
  const named = endpoint.ssh?.hostName ?? new URL(endpoint.dockerHost).hostname;
  const candidates = [...new Set([named || '127.0.0.1', '127.0.0.1', defaultGateway()])];
  const isHere = async (address: string | undefined): Promise<boolean> => {
    if (!address) return false;
    const page = await askForPage(undici, `http://${address}:${port}`, SILENCE_LIMIT_MS).catch(() => undefined);
    return page?.kind === 'answered' && page.by === post.identity;
  };
  const deadline = Date.now() + FORWARDING_LIMIT_MS;
  for (;;) {
    const answered = await Promise.all(candidates.map(isHere));
    const found = candidates.find((_, index) => answered[index]);
    if (found || Date.now() > deadline) return found;
    await setTimeout(POLL_MS);
  }
}

/** Where the engine's host is, as far as two namespaces and a published port prove it. */
function locationOf(of: {
  location: Location;
  rootless: boolean;
  facts: HostFacts | undefined;
  publishedAt: string | undefined;
  isSurveyed: boolean;
}): Location {
  const { location, facts, isSurveyed } = of;
  const publishedAt = isSurveyed ? of.publishedAt : location.publishedAt;
  const own = ownPlace();
  if (!facts || !own) return { ...location, publishedAt };
  if (facts.boot !== own.boot) {
    const because = location.sharesNetwork ? 'the engine runs on another kernel' : location.because;
    return { publishedAt, sharesNetwork: false, because };
  }
  // a rootless Podman's bridges are elsewhere, though its containers may be in this very network
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
