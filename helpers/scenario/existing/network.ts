import type Dockerode from 'dockerode';
import { UserError, errorCode } from '../../engine/user-error.ts';
import type { ExistingNetworkQuery } from '../declare/existing.ts';
import { RunningNetwork } from '../running/network.ts';
import { notThere } from './not-there.ts';

const PROJECT = 'com.docker.compose.project';
const KEY = 'com.docker.compose.network';

/** The label of the suite's own networks: ../../engine/run.ts. */
const OWN = 'docker-network-conformance.run';

/** A network of the user: the scenario does not change it, and cannot remove it. */
export class ExistingNetwork extends RunningNetwork {
  override async remove(): Promise<void> {
    throw this.refused();
  }

  override async tryRemove(): Promise<never> {
    throw this.refused();
  }

  override async createAgain(): Promise<void> {
    throw this.refused();
  }

  override async tryCreateTwice(): Promise<never> {
    throw this.refused();
  }

  private refused(): UserError {
    return new UserError(
      `${this.name} is the network ${this.engineName}, which was there before: a spec neither creates nor removes it.`,
    );
  }
}

/** Finds a network of the user. Throws a UserError where there is none. */
export async function findNetwork(
  name: string,
  query: ExistingNetworkQuery,
  engine: Dockerode,
): Promise<ExistingNetwork> {
  const inspected = await inspectedNetwork(name, query, engine);
  const subnets = (inspected.IPAM?.Config ?? []).map(({ Subnet }) => Subnet);
  const options = { Name: inspected.Name, Driver: inspected.Driver };
  const v4 = subnets.find((subnet) => subnet && !subnet.includes(':'));
  const v6 = subnets.find((subnet) => subnet?.includes(':'));
  const found = new ExistingNetwork(name, options, engine, v4, v6);
  await found.inspect();
  return found;
}

async function inspectedNetwork(
  name: string,
  { network, project }: ExistingNetworkQuery,
  engine: Dockerode,
): Promise<Dockerode.NetworkInspectInfo> {
  if (project !== undefined) {
    const filters = { label: [`${PROJECT}=${project}`] };
    const all: Dockerode.NetworkInspectInfo[] = await engine.listNetworks({ filters });
    const found = all.find(({ Labels }) => Labels?.[KEY] === network);
    if (found) return found;
    const known = all.map(({ Labels }) => Labels?.[KEY] ?? '').filter(Boolean);
    throw notThere(name, `the network "${network}" of the Compose project ${project}`, network, known);
  }
  try {
    return await engine.getNetwork(network).inspect();
  } catch (error) {
    if (errorCode(error) !== 404) throw error;
    const all = await engine.listNetworks();
    const known = all
      .filter(({ Name, Labels }) => Name !== 'host' && Name !== 'none' && Labels?.[OWN] === undefined)
      .map(({ Name }) => Name);
    throw notThere(name, `the network "${network}"`, network, known);
  }
}
