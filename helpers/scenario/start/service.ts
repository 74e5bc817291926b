import type Dockerode from 'dockerode';
import { currentRun, labelsOf } from '../../engine/run.ts';
import type { EngineHostDeclaration } from '../declare/hosts.ts';
import type { ServiceDeclaration } from '../declare/service.ts';
import type { RunningEngineHost } from '../hosts.ts';
import { RunningService, type Task } from '../running/service.ts';
import { LOG_DRIVER, everywhere, nginxServer } from '../servers.ts';
import { READY_LIMIT_MS, UntilServing } from '../serving.ts';
import type { ScenarioParts } from './scenario-parts.ts';

/** Creates a service, after its network and once all nodes have joined, and waits until the servers of its tasks answer. */
export async function startService(
  declared: ServiceDeclaration,
  parts: ScenarioParts,
  onCreated: (service: RunningService) => void,
): Promise<RunningService> {
  const { on, replicas } = declared;
  const [manager] = on.across as readonly [EngineHostDeclaration];
  const network = await parts.startRequired(on);
  await Promise.all(on.across.map((host) => parts.joinSwarm(host)));
  const hosts = await Promise.all(on.across.map((host) => parts.startRequired(host)));
  const { engine, images } = await parts.startRequired(manager);
  const engineName = parts.engineNameOf(declared);
  // an engine replaces the placeholder in each task
  const server = nginxServer(`${engineName}.{{.Task.ID}}`, { tcp: everywhere([80], false), udp: [] });
  // with the ID of the image, no node looks for a newer one in a registry
  const { Id } = await engine.getImage(images.nginx.reference).inspect();
  await engine.createService(serviceSpec(declared, { engineName, network: network.engineName, image: Id, server }));
  const service = new RunningService(parts.nameOf(declared), engineName, engine, async (tasks) => {
    await Promise.all(tasks.map((task) => untilServing(task, hosts, server.ready)));
  });
  onCreated(service);
  await service.untilRunning(replicas ?? hosts.length);
  return service;
}

/** The parts of a service, as its engine knows them. */
interface ServiceParts {
  readonly engineName: string;
  readonly network: string;
  readonly image: string;
  readonly server: ReturnType<typeof nginxServer>;
}

/** The body of the request that creates a service. */
function serviceSpec(
  { replicas, role, endpointMode, publishOnHost }: ServiceDeclaration,
  { engineName, network, image, server }: ServiceParts,
): Dockerode.CreateServiceOptions {
  const [entrypoint = '', ...args] = server.command;
  const labels = labelsOf(currentRun());
  return {
    Name: engineName,
    Labels: labels,
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        Command: [entrypoint],
        Args: args,
        Env: Object.entries(server.environment).map(([name, value]) => `${name}=${value}`),
        User: server.user,
        Labels: labels,
      },
      LogDriver: { Name: LOG_DRIVER },
      Networks: [{ Target: network }],
      ...(role === undefined ? {} : { Placement: { Constraints: [`node.role==${role}`] } }),
    },
    Mode: replicas === undefined ? { Global: {} } : { Replicated: { Replicas: replicas } },
    EndpointSpec: {
      Mode: endpointMode ?? 'vip',
      ...(publishOnHost === undefined
        ? {}
        : { Ports: [{ Protocol: 'tcp', TargetPort: publishOnHost, PublishMode: 'host' }] }),
    },
  };
}

/** Waits until the server of a task answers, if its node is one of these hosts. */
async function untilServing(
  { node, container }: Task,
  hosts: readonly RunningEngineHost[],
  ready: RegExp,
): Promise<void> {
  const ids = await Promise.all(hosts.map(async (host) => (await host.engine.info()).Swarm?.NodeID as string));
  const host = hosts[ids.indexOf(node)];
  if (host) await new UntilServing(ready, READY_LIMIT_MS).waitUntilReady(host.engine.getContainer(container));
}
