import type Dockerode from 'dockerode';
import { type Endpoint, IDLE_LIMIT_MS, connect, parseDockerHost } from './endpoint.ts';
import { whyUnreachable } from './find.ts';
import type { EngineHosts } from './run.ts';
import { type Tunnel, openTunnel } from './ssh-tunnel.ts';
import { UserError, errorText } from './user-error.ts';

/** The variable that names a second engine, in one swarm with the first. */
const VARIABLE = 'PEER_DOCKER_HOST';

/** What an engine reports of its swarm: https://docs.docker.com/reference/api/engine/ (SystemInfo). */
interface SwarmMember {
  readonly ID?: string;
  readonly Name: string;
  readonly Swarm?: {
    readonly NodeID?: string;
    readonly LocalNodeState?: string;
    /** Whether it is a manager: only a manager can create overlay networks. */
    readonly ControlAvailable?: boolean;
  };
}

/** The engine that PEER_DOCKER_HOST names. */
export interface NamedPeer {
  readonly endpoint: Endpoint;
  /** The address as in the variable. */
  readonly named: string;
  /** The ssh tunnel to it, where the address is for ssh. */
  readonly tunnel?: Tunnel;
}

/**
 * The engine that PEER_DOCKER_HOST names, if set, with the certificates in PEER_DOCKER_CERT_PATH. Throws a UserError where
 * the address is malformed.
 */
export async function namedPeer(): Promise<NamedPeer | undefined> {
  const { PEER_DOCKER_HOST: named, PEER_DOCKER_CERT_PATH } = process.env;
  if (!named) return undefined;
  if (URL.canParse(named) && new URL(named).protocol === 'ssh:') {
    const tunnel = await openTunnel(new URL(named), VARIABLE);
    return { endpoint: { dockerHost: tunnel.dockerHost, source: VARIABLE }, named, tunnel };
  }
  parseDockerHost(named, VARIABLE);
  const certificates = PEER_DOCKER_CERT_PATH ? { certPath: PEER_DOCKER_CERT_PATH } : {};
  return { endpoint: { dockerHost: named, source: VARIABLE, ...certificates }, named };
}

/** Checks that an engine and its peer are two different nodes of one swarm. Throws a UserError where they are not. */
export async function pairUp(
  engine: Dockerode,
  { endpoint, named, tunnel }: NamedPeer,
): Promise<EngineHosts & { kind: 'peer' }> {
  const unreachable = await whyUnreachable(endpoint);
  const why = unreachable && (tunnel?.complaint() || unreachable).replace(/\.$/, '');
  if (why !== undefined)
    throw new UserError(
      `No container engine answers at ${named} (from ${VARIABLE}): ${why}; start it, or correct the address.`,
    );
  const peer = connect(endpoint, IDLE_LIMIT_MS);
  const [own, other] = await Promise.all([
    answerOf(engine.info(), 'the engine that the suite runs on'),
    answerOf(peer.info(), `the engine at ${named}`),
  ]);
  if (own.ID !== undefined && own.ID === other.ID)
    throw new UserError(
      `${VARIABLE} is ${named}, the engine that the suite runs on ("${own.Name}"): name another node of its swarm.`,
    );
  assertInSwarm(own, 'the engine that the suite runs on');
  assertInSwarm(other, `the engine at ${named}`);
  const manager = own.Swarm?.ControlAvailable ? 'own' : 'peer';
  const [managing, managed] = manager === 'own' ? ([engine, other] as const) : ([peer, own] as const);
  const known =
    other.Swarm?.ControlAvailable || own.Swarm?.ControlAvailable
      ? await answerOf(nodesOf(managing), 'the manager of the swarm')
      : [];
  if (known.length === 0)
    throw new UserError(
      `Neither the engine that the suite runs on nor ${named}, named by ${VARIABLE}, is a manager of the swarm, and only a manager can create overlay networks: name a manager, or promote one (docker node promote).`,
    );
  if (!known.includes(managed.Swarm?.NodeID ?? ''))
    throw new UserError(
      `The engine at ${named}, named by ${VARIABLE}, is not in the swarm of the engine that the suite runs on: join one to the other's swarm (docker swarm join), or name another node.`,
    );
  return { kind: 'peer', endpoint, manager, because: `"${own.Name}" and "${other.Name}" are in one swarm` };
}

function assertInSwarm({ Name, Swarm }: SwarmMember, which: string): void {
  const state = Swarm?.LocalNodeState || 'inactive';
  if (state !== 'active')
    throw new UserError(
      `${VARIABLE} is set, and ${which} ("${Name}") is not in a swarm (its state is ${state}): create a swarm of both (docker swarm init, docker swarm join), or unset ${VARIABLE}.`,
    );
}

/** The answer of an engine. Throws a UserError where the request fails. */
async function answerOf<T>(request: Promise<T>, which: string): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw new UserError(
      `${VARIABLE} is set, and ${which} does not report its swarm (${errorText(error).replace(/\.$/, '')}): see its log, or unset ${VARIABLE}.`,
    );
  }
}

async function nodesOf(manager: Dockerode): Promise<string[]> {
  const nodes = (await manager.listNodes()) as { ID: string }[];
  return nodes.map(({ ID }) => ID);
}
