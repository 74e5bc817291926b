import type Dockerode from 'dockerode';
import { joinedWithAnd } from '../../engine/joined-with-and.ts';
import { latest } from '../../engine/poll.ts';
import { UserError, errorCode } from '../../engine/user-error.ts';
import type { ExistingContainerQuery, ExistingServiceQuery } from '../declare/existing.ts';
import { type FoundContainer, engineNameOf } from './container.ts';
import { notThere } from './not-there.ts';

type Inspected = Dockerode.ContainerInspectInfo;

const PROJECT = 'com.docker.compose.project';
const SERVICE = 'com.docker.compose.service';
const ONE_OFF = 'com.docker.compose.oneoff';

/** The label of probes and of everything else that the suite starts: ../../engine/run.ts. */
const OWN = 'docker-network-conformance.run';

/** How long a container with a health check may take to be healthy: until then, its program may not listen yet. */
const HEALTH_PACE = { limitMs: 30_000, intervalMs: 250 };

/** Finds a container that runs. Throws a UserError where there is none, or it does not run. */
export async function findContainer(
  name: string,
  query: ExistingContainerQuery,
  engine: Dockerode,
): Promise<FoundContainer> {
  const word = 'id' in query ? query.id : query.container;
  try {
    const { Id } = await engine.getContainer(word).inspect();
    if ('id' in query && !Id.startsWith(word)) throw await noContainer(name, query, word, engine);
    return await running(name, Id, engine);
  } catch (error) {
    if (errorCode(error) === 404) throw await noContainer(name, query, word, engine);
    throw error;
  }
}

/** Finds all replicas of a service. Throws a UserError where there is none, or one does not run. */
export async function findReplicas(
  name: string,
  query: ExistingServiceQuery,
  engine: Dockerode,
): Promise<readonly FoundContainer[]> {
  const label = 'label' in query ? [query.label] : labelsOf(query);
  const all = await engine.listContainers({ all: true, filters: { label } });
  const found = all.filter(({ Labels }) => Labels[ONE_OFF] !== 'True' && Labels[OWN] === undefined);
  if (found.length === 0) throw await noReplica(name, query, engine);
  const projects = [...new Set(found.map(({ Labels }) => Labels[PROJECT] ?? ''))].toSorted();
  if ('service' in query && projects.length > 1)
    throw new UserError(
      `"${name}" is the service "${query.service}", which ${projects.length} Compose projects have (${joinedWithAnd(projects)}): name one, as in existing({ service: '${query.service}', project: '${projects[0]}' }).`,
    );
  return Promise.all(found.map(({ Id }) => running(name, Id, engine)));
}

function labelsOf({ service, project }: { readonly service: string; readonly project?: string }): string[] {
  return [`${SERVICE}=${service}`, ...(project === undefined ? [] : [`${PROJECT}=${project}`])];
}

/** A container once its health check has passed, and the one whose network it uses. Throws a UserError where it does not run. */
async function running(name: string, id: string, engine: Dockerode): Promise<FoundContainer> {
  const inspected = await latest(HEALTH_PACE, () => engine.getContainer(id).inspect(), isSettled);
  if (inspected.State.Status !== 'running')
    throw new UserError(
      `"${name}" is the container ${engineNameOf(inspected)}, which does not run (${stateOf(inspected)}): start it first, as a spec starts and stops nothing of yours.`,
    );
  const [, owner] = /^container:(.+)$/.exec(inspected.HostConfig.NetworkMode ?? '') ?? [];
  return { inspected, owner: owner === undefined ? inspected : await engine.getContainer(owner).inspect() };
}

/** A paused or restarting container, or one that ends, does not get healthy. */
function isSettled({ State }: Inspected): boolean {
  return State.Status !== 'running' || State.Health?.Status !== 'starting';
}

function stateOf({ State }: Inspected): string {
  return State.Status === 'exited' ? `exited with ${State.ExitCode}` : State.Status;
}

async function noContainer(
  name: string,
  query: ExistingContainerQuery,
  word: string,
  engine: Dockerode,
): Promise<UserError> {
  const all = (await engine.listContainers()).filter(({ Labels }) => Labels[OWN] === undefined);
  const known = all.map(({ Id, Names }) =>
    'id' in query ? Id.slice(0, 12) : (Names[0]?.replace(/^\//, '') ?? Id.slice(0, 12)),
  );
  return notThere(name, `the container ${'id' in query ? 'with the ID ' : ''}"${word}"`, word, known);
}

async function noReplica(name: string, query: ExistingServiceQuery, engine: Dockerode): Promise<UserError> {
  if ('label' in query)
    return new UserError(
      `"${name}" is every container with the label ${query.label}, and no container has it: correct the label, as docker ps --filter label=${query.label} finds them.`,
    );
  const { service, project } = query;
  const all = await engine.listContainers({ all: true, filters: { label: [SERVICE] } });
  const inProject = all.filter(({ Labels }) => project === undefined || Labels[PROJECT] === project);
  if (project !== undefined && inProject.length === 0) {
    const projects = all.map(({ Labels }) => Labels[PROJECT] ?? '');
    return notThere(name, `the service "${service}" of the Compose project "${project}"`, project, projects);
  }
  const known = inProject.map(({ Labels }) => Labels[SERVICE] ?? '');
  const what = `the service "${service}"${project === undefined ? '' : ` of the Compose project ${project}`}`;
  const error = notThere(name, what, service, known);
  // docker compose up --scale web=0 leaves nothing that could be found
  return new UserError(
    error.message.replace(
      'start it,',
      'start it with docker compose up (a service that is scaled to zero has no container),',
    ),
  );
}
