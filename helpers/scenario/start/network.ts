import { DRAWS, OVERLAPS, createNetwork } from '../../engine/create-network.ts';
import { currentRun, labelsOf } from '../../engine/run.ts';
import { betweenBehaviours } from '../../engine/network-creation.ts';
import { errorText } from '../../engine/user-error.ts';
import { drawSubnet, drawnPrefix, resized } from '../addressing.ts';
import type { NetworkAttemptDeclaration } from '../declare/container.ts';
import type { NetworkDeclaration } from '../declare/network.ts';
import { findNetwork } from '../existing/network.ts';
import { networkOptions } from '../network-options.ts';
import { type AttemptedNetwork, RunningNetwork } from '../running/network.ts';
import { refusalOf } from '../running/refused.ts';
import type { ScenarioParts } from './scenario-parts.ts';

/** Creates a network, and first the swarm, LAN host or plugin that it needs. `part` is its declaration, or the attempt. */
export async function startNetwork(
  declared: NetworkDeclaration,
  part: NetworkDeclaration | NetworkAttemptDeclaration,
  parts: ScenarioParts,
): Promise<RunningNetwork> {
  if (declared.existing)
    return findNetwork(parts.nameOf(part), declared.existing, (await parts.hostAt(undefined)).engine);
  const name = parts.engineNameOf(part);
  const { driver, across, at, after = [] } = declared;
  const [manager] = across;
  await Promise.all(after.map((network) => parts.startRequired(network)));
  if (manager) await parts.joinSwarm(manager);
  const { engine } = await parts.hostAt(manager ?? at);
  const beside = declared.beside && (await parts.start(declared.beside));
  const trusted = declared.trusting && (await parts.start(declared.trusting));
  const driverName = typeof driver === 'string' ? driver : (await parts.startRequired(driver)).driver;
  const create = async (subnet: string | undefined): Promise<RunningNetwork> => {
    const options = {
      Name: name,
      Driver: driverName,
      CheckDuplicate: true,
      ...networkOptions(declared, { parent: beside?.link, trusted: trusted?.link }, subnet),
      Labels: { ...declared.labels, ...labelsOf(currentRun()) },
    };
    // the address pools of a host of the scenario are not the user's
    await (at ? engine.createNetwork(options) : createNetwork(engine, options));
    return new RunningNetwork(parts.nameOf(part), options, engine, subnet ?? beside?.link?.subnet, declared.subnet6);
  };
  const createInSubnet = async (): Promise<RunningNetwork> => {
    const prefix = drawnPrefix(declared);
    return prefix === undefined ? create(await givenSubnet(declared, parts)) : inDrawnSubnet(prefix, create);
  };
  // on a host of the scenario, no other process runs behaviours
  return manager || at ? createInSubnet() : betweenBehaviours(createInSubnet);
}

/** Creates a network that the engine may refuse; an engine that does not answer is an error, not a refusal. */
export async function startNetworkAttempt(
  declared: NetworkAttemptDeclaration,
  parts: ScenarioParts,
): Promise<AttemptedNetwork> {
  let network: RunningNetwork | undefined;
  const refusal = await refusalOf(async () => {
    network = await startNetwork(declared.network, declared, parts);
  });
  return refusal ?? { kind: 'created', network: network as RunningNetwork };
}

/** The subnet that a network requests, where it is not to be drawn. */
async function givenSubnet({ subnet }: NetworkDeclaration, parts: ScenarioParts): Promise<string | undefined> {
  if (typeof subnet !== 'object') return subnet;
  if ('kind' in subnet) return (await parts.startRequired(subnet)).subnet;
  const { subnet: other } = await parts.startRequired(subnet.of);
  return other && resized(other, subnet.prefix);
}

/** Creates a network in a subnet that is free; only the engine knows the networks and routes of another machine. */
async function inDrawnSubnet(
  prefix: number,
  create: (subnet: string) => Promise<RunningNetwork>,
): Promise<RunningNetwork> {
  for (let draw = 1; ; draw++) {
    try {
      return await create(drawSubnet(prefix));
    } catch (error) {
      if (draw === DRAWS || !OVERLAPS.test(errorText(error))) throw error;
    }
  }
}
