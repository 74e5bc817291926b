import type { RunningEngineHost, RunningLanHost } from '../scenario/hosts.ts';
import { RunningContainer } from '../scenario/running.ts';
import { type ContainerVantage, inside } from './container.ts';
import { type EngineHostVantage, ofEngineHost } from './engine-host.ts';
import { type LanHostVantage, ofLanHost } from './lan-host.ts';

/** The vantage point of a member of a scenario: inside a container, or on a host. */
export function from(member: RunningContainer): ContainerVantage;
export function from(member: RunningLanHost): LanHostVantage;
export function from(member: RunningEngineHost): EngineHostVantage;
export function from(
  member: RunningContainer | RunningLanHost | RunningEngineHost,
): ContainerVantage | LanHostVantage | EngineHostVantage {
  if (member instanceof RunningContainer) return inside(member);
  return member.kind === 'lan-host' ? ofLanHost(member) : ofEngineHost(member);
}
