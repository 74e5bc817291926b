import type { RunningEngineHost, RunningNeighbour } from '../scenario/hosts.ts';
import { RunningContainer } from '../scenario/running.ts';
import { type ContainerVantage, inside } from './container.ts';
import { type EngineHostVantage, ofEngineHost } from './engine-host.ts';
import { type NeighbourVantage, ofNeighbour } from './neighbour.ts';

/** The vantage point of a member of a scenario: inside a container, or on a host. */
export function from(member: RunningContainer): ContainerVantage;
export function from(member: RunningNeighbour): NeighbourVantage;
export function from(member: RunningEngineHost): EngineHostVantage;
export function from(
  member: RunningContainer | RunningNeighbour | RunningEngineHost,
): ContainerVantage | NeighbourVantage | EngineHostVantage {
  if (member instanceof RunningContainer) return inside(member);
  return member.kind === 'neighbour' ? ofNeighbour(member) : ofEngineHost(member);
}
