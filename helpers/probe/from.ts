import type { RunningEngineHost, RunningLanHost } from '../scenario/hosts.ts';
import { RunningContainer } from '../scenario/running.ts';
import { type ContainerVantage, containerVantage } from './container.ts';
import { type EngineHostVantage, engineHostVantage } from './engine-host.ts';
import { type LanHostVantage, lanHostVantage } from './lan-host.ts';

/** The vantage point of a member of a scenario: inside a container, or on a host. */
export function from(member: RunningContainer): ContainerVantage;
export function from(member: RunningLanHost): LanHostVantage;
export function from(member: RunningEngineHost): EngineHostVantage;
export function from(
  member: RunningContainer | RunningLanHost | RunningEngineHost,
): ContainerVantage | LanHostVantage | EngineHostVantage {
  if (member instanceof RunningContainer) return containerVantage(member);
  return member.kind === 'lan-host' ? lanHostVantage(member) : engineHostVantage(member);
}
