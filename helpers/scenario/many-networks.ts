import type Dockerode from 'dockerode';
import { currentRun, labelsOf } from '../engine/run.ts';
import type { RunningEngineHost } from './hosts.ts';
import { RunningNetwork } from './running.ts';
import { type Refused, refusalOf } from './running/refused.ts';
import { recordStep } from './steps.ts';

/** Numbers what is created on the hosts of a scenario. */
let created = 0;

/** As the names of a scenario's parts: `dnc-RUN-NUMBER-network1`. */
export const nextName = (name: string): string => `dnc-${currentRun().id}-${++created}-${name}`;

/** A network, and how long its creation took. */
export interface CreatedNetwork {
  readonly network: RunningNetwork;
  readonly tookMs: number;
}

/** A /26 for each of 1024 networks: the address pools of Docker Engine are enough for 31. */
const subnetOf = (index: number): string => `10.200.${index >> 2}.${(index & 3) * 64}/26`;

/**
 * Creates bridge networks on a host of the scenario, one after another, each with a small subnet of its own. They are not
 * removed: they end with the host.
 */
export async function createMany({ engine, name }: RunningEngineHost, count: number): Promise<CreatedNetwork[]> {
  const made: CreatedNetwork[] = [];
  for (let index = 0; index < count; index++) {
    const subnet = subnetOf(created);
    const options = optionsOf(nextName(`network${index + 1}`), subnet);
    const started = performance.now();
    // oxlint-disable-next-line no-await-in-loop
    await engine.createNetwork(options);
    made.push({
      network: new RunningNetwork(`network${index + 1}`, options, engine, subnet),
      tookMs: performance.now() - started,
    });
  }
  recordStep({ line: `# on the host ${name}: create ${count} bridge networks, each with a /26 of its own` });
  return made;
}

function optionsOf(Name: string, Subnet: string): Dockerode.NetworkCreateOptions {
  const IPAM = { Driver: 'default', Config: [{ Subnet }] };
  return { Name, Driver: 'bridge', CheckDuplicate: true, IPAM, Labels: labelsOf(currentRun()) };
}

/** The answers to many requests for one network name, and the networks that were created. */
interface SameName {
  readonly networkName: string;
  readonly answers: readonly (Refused | { readonly kind: 'created' })[];
  readonly networks: readonly RunningNetwork[];
}

/** Requests the same network name `count` times at once. Returns the answer to each request. */
export async function tryCreateMany({ engine, name }: RunningEngineHost, count: number): Promise<SameName> {
  const networkName = nextName('twin');
  const networks: RunningNetwork[] = [];
  const create = async (subnet: string): Promise<Refused | { readonly kind: 'created' }> => {
    const options = optionsOf(networkName, subnet);
    const refusal = await refusalOf(async () => engine.createNetwork(options));
    if (refusal) return refusal;
    networks.push(new RunningNetwork('the network', options, engine, subnet));
    return { kind: 'created' };
  };
  const answers = await Promise.all(Array.from({ length: count }, () => subnetOf(created++)).map(create));
  recordStep({ line: `# on the host ${name}: ${count} requests at once for a network with the same name` });
  return { networkName, answers, networks };
}
