import type { AttemptDeclaration, ContainerDeclaration, NetworkAttemptDeclaration } from './declare/container.ts';
import type { ComposeDeclaration } from './declare/compose.ts';
import type {
  ExistingContainerDeclaration,
  ExistingNetworkDeclaration,
  ExistingServiceDeclaration,
} from './declare/existing.ts';
import type { EngineHostDeclaration, LanHostDeclaration, ListenerDeclaration } from './declare/hosts.ts';
import type { NetworkDeclaration, NetworkPluginDeclaration } from './declare/network.ts';
import type { ServiceDeclaration } from './declare/service.ts';
import type { ExistingContainer, ExistingService } from './existing/container.ts';
import type { ExistingNetwork } from './existing/network.ts';
import type { RunningEngineHost, RunningLanHost } from './hosts.ts';
import type { RunningListener } from './listener.ts';
import type { RunningPlugin } from './plugin.ts';
import type { Attempted, RunningContainer } from './running/container.ts';
import type { AttemptedNetwork, RunningNetwork } from './running/network.ts';
import type { RunningService } from './running/service.ts';
import { RunningProject } from './running/project.ts';

/** A part of a running scenario. */
export type Member =
  | RunningNetwork
  | RunningContainer
  | Attempted
  | AttemptedNetwork
  | RunningEngineHost
  | RunningLanHost
  | RunningPlugin
  | RunningListener
  | RunningService
  | RunningProject
  | ExistingContainer
  | ExistingService;

/** The running member of a declaration. */
export type MemberOf<D> = D extends ExistingNetworkDeclaration
  ? ExistingNetwork
  : D extends NetworkDeclaration
    ? RunningNetwork
    : D extends ExistingContainerDeclaration
      ? ExistingContainer
      : D extends ExistingServiceDeclaration
        ? ExistingService
        : D extends ContainerDeclaration
          ? RunningContainer
          : D extends AttemptDeclaration
            ? Attempted
            : D extends NetworkAttemptDeclaration
              ? AttemptedNetwork
              : D extends EngineHostDeclaration
                ? RunningEngineHost
                : D extends LanHostDeclaration
                  ? RunningLanHost
                  : D extends NetworkPluginDeclaration
                    ? RunningPlugin
                    : D extends ListenerDeclaration
                      ? RunningListener
                      : D extends ServiceDeclaration
                        ? RunningService
                        : D extends ComposeDeclaration
                          ? RunningProject
                          : never;

/** The members of a scenario, with the containers of its projects by their names. */
export function withContainersOfProjects(members: Readonly<Record<string, Member>>): Record<string, Member> {
  const all = Object.entries(members).flatMap(([name, member]): [string, Member][] =>
    member instanceof RunningProject
      ? member.containers.map((container): [string, Member] => [container.name, container])
      : [[name, member]],
  );
  return Object.fromEntries(all);
}
