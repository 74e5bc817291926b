import type Dockerode from 'dockerode';
import { similarNames } from '../engine/suggest.ts';
import { printable } from '../report/terminal.ts';
import type { ContainerFilter, Policy } from './policy/policy.ts';
import { policyError, unknown } from './policy/read.ts';

const SERVICE = 'com.docker.compose.service';

/** How many names an error lists. */
const SHOWN = 8;

/**
 * Finds the containers that a policy names beside the services of its project, and gives the party of each by its
 * id. Throws a UserError with the place in the policy where one finds none, or one that is another party already.
 */
export async function containersNamed(
  engine: Dockerode,
  { file, containers }: Pick<Policy, 'file' | 'containers'>,
  ofProject: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const parties = new Map<string, string>();
  if (containers.size === 0) return parties;
  const all = await engine.listContainers({ all: true });
  const services = new Set(all.filter(({ Id }) => ofProject.includes(Id)).map(({ Labels }) => Labels[SERVICE]));
  for (const [party, filter] of containers) {
    const wrong = (what: string): Error => policyError(file, filter.placed, printable(what).replaceAll('\n', ' '));
    const found = all.filter((one) => matches(one, filter));
    const running = found.filter(({ State }) => State === 'running');
    const [first] = found;
    if (services.has(party))
      throw wrong(`the project has a service ${party} already: give these containers another name`);
    if (!first) throw wrong(noneText(filter, all));
    if (running.length === 0)
      throw wrong(
        first.State === 'paused'
          ? `the container ${nameOf(first)} is paused: continue it with docker unpause ${nameOf(first)}`
          : `the container ${nameOf(first)} does not run, it is ${first.State}: start it, or see docker logs ${nameOf(first)}`,
      );
    // one of several that is stopped is missed: the caller decides what that means
    for (const one of found) {
      const other = parties.get(one.Id);
      if (ofProject.includes(one.Id))
        throw wrong(
          `the container ${nameOf(one)} is the service ${one.Labels[SERVICE]} of the project: name that in the rules`,
        );
      if (other !== undefined)
        throw wrong(`the container ${nameOf(one)} is found by ${other} and by ${party}: it can be one party only`);
      parties.set(one.Id, party);
    }
  }
  return parties;
}

function matches(one: Dockerode.ContainerInfo, { by, value }: ContainerFilter): boolean {
  if (by === 'name') return one.Names.some((name) => name === `/${value}`);
  const [key = '', ...rest] = value.split('=');
  const found = (one.Labels as Record<string, string> | null)?.[key];
  return rest.length === 0 ? found !== undefined : found === rest.join('=');
}

function noneText({ by, value }: ContainerFilter, all: readonly Dockerode.ContainerInfo[]): string {
  if (by === 'label') return `no container has the label "${value}": see docker ps --filter label=${value}`;
  const names = all.map(nameOf);
  if (names.length === 0) return `there is no container "${value}", and the engine has none`;
  const [meant] = similarNames(value, names);
  const known = [...(meant === undefined ? [] : [meant]), ...names.filter((name) => name !== meant)];
  return unknown('container', value, known.slice(0, SHOWN));
}

function nameOf({ Names }: Dockerode.ContainerInfo): string {
  return (Names[0] ?? '').replace(/^\//, '');
}
