import { type Existing, ExistingContainer, ExistingService } from '../scenario/existing/container.ts';
import type { RunningEngineHost, RunningLanHost } from '../scenario/hosts.ts';
import { RunningContainer } from '../scenario/running.ts';
import { type ContainerVantage, containerVantage } from './container.ts';
import { type EngineHostVantage, engineHostVantage } from './engine-host.ts';
import { type ExistingVantage, existingVantage } from './existing.ts';
import { type LanHostVantage, lanHostVantage } from './lan-host.ts';

/** The vantage point of a member of a scenario: inside a container, beside one of the user, or on a host. */
export function from(member: RunningContainer): ContainerVantage;
export function from(member: Existing): ExistingVantage;
export function from(member: RunningLanHost): LanHostVantage;
export function from(member: RunningEngineHost): EngineHostVantage;
export function from(
  member: RunningContainer | Existing | RunningLanHost | RunningEngineHost,
): ContainerVantage | ExistingVantage | LanHostVantage | EngineHostVantage {
  if (member instanceof RunningContainer) return containerVantage(member);
  if (member instanceof ExistingContainer || member instanceof ExistingService) return existingVantage(member);
  return member.kind === 'lan-host' ? lanHostVantage(member) : engineHostVantage(member);
}
