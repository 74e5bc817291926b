import type Dockerode from 'dockerode';
import { type Endpoint, connect } from './endpoint.ts';
import { whyUnanswered } from './find.ts';
import type { EngineHosts } from './run.ts';
import { UserError } from './user-error.ts';

/** The variable by which a user names a second engine, in one swarm with the first. */
const VARIABLE = 'PEER_DOCKER_HOST';

/** What an engine tells of its swarm: https://docs.docker.com/reference/api/engine/ (SystemInfo). */
interface SwarmMember {
  readonly ID: string;
  readonly Name: string;
  readonly Swarm?: {
    readonly NodeID?: string;
    readonly LocalNodeState?: string;
    /** Whether it is a manager, which alone can make networks. */
    readonly ControlAvailable?: boolean;
  };
}

/** The endpoint of the peer that the user named, if any; its certificates are in PEER_DOCKER_CERT_PATH. */
export function namedPeer(): Endpoint | undefined {
  const { PEER_DOCKER_HOST, PEER_DOCKER_CERT_PATH } = process.env;
  if (!PEER_DOCKER_HOST) return undefined;
  const certificates = PEER_DOCKER_CERT_PATH ? { certPath: PEER_DOCKER_CERT_PATH } : {};
  return { dockerHost: PEER_DOCKER_HOST, source: VARIABLE, ...certificates };
}

/**
 * Makes sure that an engine and its peer are two, and nodes of one swarm. Throws a UserError that says what is wrong
 * where they are not.
 */
export async function pairUp(engine: Dockerode, endpoint: Endpoint): Promise<EngineHosts & { kind: 'peer' }> {
  const why = await whyUnanswered(endpoint);
  if (why !== undefined)
    throw new UserError(
      `No engine answers at ${endpoint.dockerHost}, named by ${VARIABLE}: ${why}; start it, or correct the address.`,
    );
  const peer = connect(endpoint);
  const [own, other] = (await Promise.all([engine.info(), peer.info()])) as [SwarmMember, SwarmMember];
  if (own.ID === other.ID)
    throw new UserError(
      `${VARIABLE} is ${endpoint.dockerHost}, which is the very engine that the suite runs on ("${own.Name}"): name another node of its swarm.`,
    );
  assertInSwarm(own, 'the engine that the suite runs on');
  assertInSwarm(other, `the engine at ${endpoint.dockerHost}`);
  const manager = own.Swarm?.ControlAvailable ? 'own' : 'peer';
  const [managing, managed] = manager === 'own' ? ([engine, other] as const) : ([peer, own] as const);
  const known = other.Swarm?.ControlAvailable || own.Swarm?.ControlAvailable ? await nodesOf(managing) : [];
  if (known.length === 0)
    throw new UserError(
      `Neither the engine that the suite runs on nor ${endpoint.dockerHost}, named by ${VARIABLE}, is a manager of its swarm, and only one can make networks: name a manager, or promote one (docker node promote).`,
    );
  if (!known.includes(managed.Swarm?.NodeID ?? ''))
    throw new UserError(
      `The engine at ${endpoint.dockerHost}, named by ${VARIABLE}, is in another swarm than the one that the suite runs on: join one of them to the other's (docker swarm join), or name another node.`,
    );
  return { kind: 'peer', endpoint, manager, because: `"${own.Name}" and "${other.Name}" are in one swarm` };
}

function assertInSwarm({ Name, Swarm }: SwarmMember, which: string): void {
  const state = Swarm?.LocalNodeState || 'inactive';
  if (state !== 'active')
    throw new UserError(
      `${VARIABLE} is set, and ${which} ("${Name}") is in no swarm (its state is ${state}): make a swarm of the two (docker swarm init, docker swarm join), or unset ${VARIABLE}.`,
    );
}

async function nodesOf(manager: Dockerode): Promise<string[]> {
  const nodes = (await manager.listNodes()) as { ID: string }[];
  return nodes.map(({ ID }) => ID);
}
