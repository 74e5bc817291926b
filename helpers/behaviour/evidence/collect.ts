import { engineClient } from '../../engine/client.ts';
import { errorText } from '../../engine/user-error.ts';
import { RunningContainer, RunningNetwork } from '../../scenario/running.ts';
import type { Member } from '../../scenario/start.ts';
import { collectContainer } from './container.ts';
import { collectEvents, collectNetwork } from './engine.ts';
import type { Facts } from './facts.ts';
import { collectEngineHost, collectOwnHost } from './host.ts';
import { type Section, limitSections } from './section.ts';

/** The evidence of a failure: sections for people, facts for a suspicion. */
export interface Collected {
  readonly sections: readonly Section[];
  readonly facts: Facts;
}

/**
 * Collects the state of the engine, the containers and the hosts of a scenario after a failure, all at once and in a few
 * seconds. `since` is when the scenario began, in ms since the epoch; containers that are not `wanted` have facts and no
 * sections. Never throws: a section that cannot be collected has the reason instead.
 */
export async function collect(
  members: Readonly<Record<string, Member>>,
  since: number,
  wanted: ReadonlySet<string>,
): Promise<Collected> {
  try {
    return await collected(Object.values(members), since, wanted);
  } catch (error) {
    const text = `not collected: ${errorText(error)}`;
    return { sections: [{ of: 'the scenario', text }], facts: { containers: [] } };
  }
}

async function collected(all: readonly Member[], since: number, wanted: ReadonlySet<string>): Promise<Collected> {
  const members = all.flatMap((member): Member[] => ('container' in member ? [member.container] : [member]));
  const containers = members.filter((member) => member instanceof RunningContainer);
  const networks = members.filter((member) => member instanceof RunningNetwork);
  const hosts = members.flatMap((member) => ('kind' in member && member.kind === 'engine-host' ? [member] : []));
  const own = await engineClient();
  const engines = [
    { engine: own, of: 'the engine' },
    ...hosts
      .filter(({ engine }) => engine !== own)
      .map(({ engine, name }) => ({ engine, of: `the engine of host ${name}` })),
  ];
  const [ofContainers, ofNetworks, ownHost, ofHosts, events] = await Promise.all([
    Promise.all(containers.map(collectContainer)),
    Promise.all(networks.map(collectNetwork)),
    collectOwnHost(),
    Promise.all(hosts.map(collectEngineHost)),
    Promise.all(
      engines.map(({ engine, of }) => {
        const mine = containers.filter((container) => container.engine === engine);
        return collectEvents(
          engine,
          of,
          { containers: mine, networks: networks.map(({ engineName }) => engineName) },
          since,
        );
      }),
    ),
  ]);
  const sections = [
    ...ofContainers.filter((_, index) => wanted.has(containers[index]?.name ?? '')).flatMap((found) => found.sections),
    ...ofNetworks.filter((_, index) => isUsed(networks[index], containers, wanted)),
    ...[ownHost, ...ofHosts].flatMap((found) => found.sections),
    ...events,
  ];
  const facts = {
    containers: ofContainers.flatMap((found) => (found.facts ? [found.facts] : [])),
    ...(ownHost.facts ? { host: ownHost.facts } : {}),
  };
  return { sections: limitSections(sections), facts };
}

/** Whether a network is itself involved, or a container on it is. */
function isUsed(
  network: RunningNetwork | undefined,
  containers: readonly RunningContainer[],
  wanted: ReadonlySet<string>,
): boolean {
  if (!network || wanted.has(network.name)) return network !== undefined;
  return containers.some(({ name, networkName }) => networkName === network.engineName && wanted.has(name));
}
