import { ExistingNetwork } from '../existing/network.ts';
import type { Member } from '../member.ts';
import { RunningContainer } from '../running/container.ts';
import { RunningNetwork } from '../running/network.ts';
import { RunningService } from '../running/service.ts';
import { RunningProject } from '../running/project.ts';

/** Removes the members of a scenario: projects, services and containers, then networks, then the suite's own processes. */
export async function removeMembers(members: readonly Member[]): Promise<void> {
  const projects = members.filter((member) => member instanceof RunningProject);
  await Promise.all(projects.map((project) => project.end()));
  await removeOthers(members.filter((member): member is Other => !(member instanceof RunningProject)));
}

type Other = Exclude<Member, RunningProject>;

async function removeOthers(members: readonly Other[]): Promise<void> {
  const containers = members.flatMap((member) => {
    if (member instanceof RunningContainer) return [member];
    return 'container' in member ? [member.container] : [];
  });
  const services = members.filter((member) => member instanceof RunningService);
  await Promise.all(services.map((service) => service.remove()));
  // some engines refuse to remove a container whose network another one shares
  const sharing = containers.filter(({ declaration }) => declaration.on.kind === 'shared');
  await Promise.all(sharing.map((container) => container.remove()));
  await Promise.all(
    containers.filter((container) => !sharing.includes(container)).map((container) => container.remove()),
  );
  const networks = members.flatMap((member) => {
    // those of the user stay
    if (member instanceof ExistingNetwork) return [];
    if (member instanceof RunningNetwork) return [member];
    return 'network' in member ? [member.network] : [];
  });
  await Promise.all(networks.map((network) => network.remove()));
  await Promise.all(members.flatMap((member) => ('end' in member ? [member.end()] : [])));
}
